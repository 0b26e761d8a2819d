import { createTargetRefusal, type TargetRefusal } from "../../quality/index.ts";
import type { LineKind } from "../../singer/index.ts";
import type { KeyBudget } from "./key-memory.ts";
import { ProblemLog, type ProblemSight } from "./problem-log.ts";
import { StreamTally } from "./stream-tally.ts";

const mostStreams = 20_000;

/** What the inspectors of the message types share: the counts and the problems of one capture. */
export class Inspection {
  readonly problems = new ProblemLog();
  readonly messages: Record<LineKind, number> = {
    RECORD: 0,
    SCHEMA: 0,
    STATE: 0,
    ACTIVATE_VERSION: 0,
    BATCH: 0,
    UNKNOWN: 0,
    GARBAGE: 0,
    BLANK: 0,
  };
  readonly tallies = new Map<string, StreamTally>();
  /** Records of streams beyond those that are told apart. */
  untold = 0;
  readonly budget: KeyBudget;
  #targetRefusal: TargetRefusal | null = null;

  constructor(budget: KeyBudget) {
    this.budget = budget;
  }

  /** Why an SDK target would end on a schema. Made when the first one comes: it takes its time. */
  get targetRefusal(): TargetRefusal {
    this.#targetRefusal ??= createTargetRefusal();
    return this.#targetRefusal;
  }

  /** The tally of a stream; `null` once there are more streams than can be told apart. */
  tally(stream: string): StreamTally | null {
    const known = this.tallies.get(stream);
    if (known !== undefined) return known;
    if (this.tallies.size >= mostStreams) return null;
    const fresh = new StreamTally(stream, this.budget);
    this.tallies.set(stream, fresh);
    return fresh;
  }

  /** Notes a problem; what is left out is nothing special. */
  problem(sight: Omit<ProblemSight, "path" | "targetCrash"> & Partial<ProblemSight>): void {
    this.problems.add({ path: null, targetCrash: false, ...sight });
  }
}
