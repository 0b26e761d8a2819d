import type { ProblemKind, ProblemSeverity } from "./problem-kind.ts";

/** One sight of a problem. */
export interface ProblemSight {
  readonly kind: ProblemKind;
  /** Which case of its kind. */
  readonly variant: string;
  readonly severity: ProblemSeverity;
  readonly stream: string | null;
  /** The field, from `$`; `null` where it is about no field. */
  readonly path: string | null;
  /** Counted from 1; `null` where it is about no line. */
  readonly line: number | null;
  readonly message: string;
  /** Whether a target built with the Meltano SDK ends here. */
  readonly targetCrash: boolean;
  /** A value as it may be shown: masked. */
  readonly sample?: string | null;
  /** How many times at once; 1 without. */
  readonly count?: number;
}

/** A problem with all its sights. Its count is whole; lines and samples are the first few. */
export interface Problem extends Omit<ProblemSight, "sample" | "count"> {
  count: number;
  readonly lines: number[];
  readonly samples: string[];
}

const mostProblems = 2000;
const mostLines = 10;
const mostSamples = 5;

/** Counts problems in bounded memory: beyond its bound, more of a kind are counted together, without stream and path. */
export class ProblemLog {
  readonly #problems = new Map<string, Problem>();

  add(sight: ProblemSight): void {
    const problem = this.#problemOf(sight);
    problem.count += sight.count ?? 1;
    if (sight.line !== null && problem.lines.length < mostLines && problem.lines.at(-1) !== sight.line)
      problem.lines.push(sight.line);
    const { sample } = sight;
    if (
      typeof sample === "string" &&
      problem.samples.length < mostSamples &&
      !problem.samples.includes(sample)
    )
      problem.samples.push(sample);
  }

  /** All of them, the gravest first, then by line. */
  list(): readonly Problem[] {
    const rank = { error: 0, warning: 1, info: 2 } as const;
    const line = (problem: Problem): number => problem.line ?? Number.MAX_SAFE_INTEGER;
    return [...this.#problems.values()].sort(
      (a, b) => rank[a.severity] - rank[b.severity] || line(a) - line(b),
    );
  }

  #problemOf(sight: ProblemSight): Problem {
    const { kind, variant, severity, stream, path } = sight;
    const key = `${kind}\0${variant}\0${severity}\0${stream ?? ""}\0${path ?? ""}`;
    const known = this.#problems.get(key);
    if (known !== undefined) return known;
    if (this.#problems.size < mostProblems || (stream === null && path === null))
      return this.#start(key, sight);
    return this.#problemOf({ ...sight, stream: null, path: null, message: `${sight.message} (several)` });
  }

  #start(key: string, sight: ProblemSight): Problem {
    const { sample: _sample, count: _count, ...rest } = sight;
    const problem: Problem = { ...rest, count: 0, lines: [], samples: [] };
    this.#problems.set(key, problem);
    return problem;
  }
}
