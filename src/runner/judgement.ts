import type { RunStatus } from "../model/run.ts";

/** What a rule says of a run; `null` fields where it does not know. */
export interface Judgement {
  readonly status: RunStatus;
  readonly cause: string | null;
  readonly failedPlugin: string | null;
  /** The rule that decided, for logs and tests. */
  readonly reason: string;
}
