import { messageOf } from "../lib/errors.ts";
import type { InspectedLine, Inspector, LineDecision } from "./inspector.ts";

/**
 * Keeps a fault of the checking side away from the pipe: from then on lines are only copied. Where rows depend on the
 * checks a row that could not be looked at must not pass, so there the run fails.
 */
export class GuardedInspector implements Inspector {
  readonly gates: boolean;
  readonly #inspector: Inspector;
  readonly #onFault: (reason: string) => void;
  #isBroken = false;

  constructor(inspector: Inspector, onFault: (reason: string) => void) {
    this.#inspector = inspector;
    this.#onFault = onFault;
    this.gates = inspector.gates;
  }

  onLine(line: InspectedLine): LineDecision {
    if (this.#isBroken) return "forward";
    try {
      return this.#inspector.onLine(line);
    } catch (thrown) {
      this.#isBroken = true;
      const reason = `the checks failed at line ${line.number}: ${messageOf(thrown)}`;
      this.#onFault(reason);
      return this.gates ? { action: "fail", reason } : "forward";
    }
  }
}
