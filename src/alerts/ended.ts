import type { Alert } from "../model/alert.ts";
import type { Policy } from "./policy.ts";

/** An alert that is over (or expired), and what its end said. */
export interface Ended {
  readonly alert: Alert;
  readonly text: string;
  /** Who ended it, where that was a person. */
  readonly by?: string;
}

/** What deciding on ends goes by. */
export interface EndContext {
  readonly now: number;
  readonly newId: () => string;
  readonly policyOf: (labels: Alert["labels"]) => Policy;
}
