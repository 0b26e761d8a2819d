import type { LineHead } from "../singer/index.ts";

/** What happens to a line: it flows, it is set aside, it vanishes, or it ends the run. */
export type LineDecision =
  | "forward"
  | { readonly action: "quarantine" | "drop" | "fail"; readonly reason: string };

/** A line as the checking side sees it; its bytes are valid during the call and must not be changed. */
export interface InspectedLine {
  readonly head: LineHead;
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly start: number;
  /** Its newline is not in it. */
  readonly end: number;
}

/** The checking side. It may throw: then bytes are only copied from there on, or the run fails where it gates. */
export interface Inspector {
  /** Whether rows depend on it (mask, drop, quarantine, fail): then a row it can't look at may not pass. */
  readonly gates: boolean;
  onLine(line: InspectedLine): LineDecision;
}
