import type { HealthResult, HealthStatus } from "../model/health.ts";

/** Who waits for whom, by names. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/** Why a check can't be well: who keeps it from it, and who is to blame in the end. */
export interface Blame {
  /** What it depends on that is down. */
  readonly blockedBy: readonly string[];
  readonly rootCause: string | null;
}

type Judged = Pick<HealthResult, "check" | "status">;

/** The names of a circle, the first one again at its end; `null` where there is none. */
export function findCycle(dependencies: Dependencies): string[] | null {
  const done = new Set<string>();
  for (const start of dependencies.keys()) {
    const cycle = cycleFrom(start, dependencies, done);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Walks without recursion: a chain may be as long as it likes. */
function cycleFrom(start: string, dependencies: Dependencies, done: Set<string>): string[] | null {
  const trail: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
  const onTrail = new Set([start]);
  while (trail.length > 0) {
    const top = trail.at(-1);
    if (top === undefined) break;
    const below = done.has(top.name) ? undefined : dependencies.get(top.name)?.[top.next];
    top.next += 1;
    if (below === undefined) {
      done.add(top.name);
      onTrail.delete(top.name);
      trail.pop();
      continue;
    }
    const names = onTrail.has(below) ? trail.map(({ name }) => name) : null;
    if (names !== null) return [...names.slice(names.indexOf(below)), below];
    onTrail.add(below);
    trail.push({ name: below, next: 0 });
  }
  return null;
}

/** These names and all that they depend on. */
export function withDependencies(names: readonly string[], dependencies: Dependencies): string[] {
  const all = new Set(names);
  for (const name of all) for (const below of dependencies.get(name) ?? []) all.add(below);
  return [...all];
}

/**
 * Who is to blame for each check that isn't well. Something is down where it is unhealthy, or where nothing is known of
 * it and what it depends on is down. The graph has no circle.
 */
export function blame(results: readonly Judged[], dependencies: Dependencies): ReadonlyMap<string, Blame> {
  const statuses = new Map(results.map(({ check, status }) => [check, status]));
  const known = new Map<string, Blame>();
  const judge = (name: string): Blame => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, noBlame);
    const judged = isDown(statuses.get(name)) ? blameOf(dependencies.get(name) ?? []) : noBlame;
    known.set(name, judged);
    return judged;
  };
  const blameOf = (below: readonly string[]): Blame => {
    const down = below.filter(
      (name) => statuses.get(name) === "unhealthy" || judge(name).blockedBy.length > 0,
    );
    const [first] = down;
    return first === undefined ? noBlame : { blockedBy: down, rootCause: judge(first).rootCause ?? first };
  };
  for (const { check } of results) judge(check);
  return known;
}

const noBlame: Blame = { blockedBy: [], rootCause: null };

function isDown(status: HealthStatus | undefined): boolean {
  return status === "unhealthy" || status === "unknown";
}

const worstFirst: readonly HealthStatus[] = ["unhealthy", "degraded", "unknown", "healthy"];

/** The worst of all; of nothing, nothing is known. */
export function overall(statuses: readonly HealthStatus[]): HealthStatus {
  return worstFirst.find((status) => statuses.includes(status)) ?? "unknown";
}
