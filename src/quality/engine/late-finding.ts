import type { Json } from "../../lib/canonical-json.ts";
import type { Finding } from "../../model/finding.ts";
import { type EntryPlan, thresholdDocument } from "./plan.ts";
import { isReached } from "./thresholds.ts";

/** What was seen of a stream when its run was over. */
export interface LateViolation {
  readonly stream: string;
  readonly message: string;
  readonly records: number;
  readonly value: number | null;
  readonly details: { readonly [key: string]: Json };
}

/** The finding of a check that nobody can decide before the run is over, with the weight that its entry gives it. */
export function lateFinding(entry: EntryPlan, { stream, ...seen }: LateViolation): Finding {
  const isWarned = isReached(entry.warn, { violations: 1, breaking: 0, looked: 1 }, "end");
  return {
    ...{ check: entry.check.key, name: entry.name, stream, field: null, type: entry.check.type },
    severity: isWarned ? (entry.severity ?? "warning") : "info",
    ...{ outcome: "violated", level: isWarned ? "warn" : "none", mode: entry.mode, action: "keep" },
    ...{ violations: 1, targetCrashes: 0, targetCrash: false, samples: [], firstLine: null, changes: [] },
    threshold: isWarned ? thresholdDocument(entry.warn) : null,
    ...{ owner: entry.owner, tags: entry.tags, description: entry.description },
    ...seen,
  };
}
