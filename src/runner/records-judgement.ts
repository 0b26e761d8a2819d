import { shorten } from "./cause.ts";
import { type RunEvidence, recordsOf } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";

/** Good runs that are needed before "there always were some" can be said. */
const enoughHistory = 3;

/** Whether no record came where all known good runs of the job had some. Not known is no. */
export function isUnusuallyEmpty(evidence: RunEvidence): boolean {
  const { usualRecords } = evidence;
  if (evidence.zeroRecords === "ok" || recordsOf(evidence) !== 0) return false;
  return usualRecords.length >= enoughHistory && usualRecords.every((records) => records > 0);
}

/** Whether a run without records is a failure: by the user's wish, or because the tap's last word was an error. */
export function tapJudgement(evidence: RunEvidence): Judgement | null {
  if (evidence.zeroRecords === "ok" || recordsOf(evidence) !== 0) return null;
  const spoken = Object.entries(evidence.log.plugins).find(
    ([, words]) => words.side === "tap" && words.endedWithError,
  );
  if (spoken !== undefined) {
    const [tap, words] = spoken;
    const cause = shorten(
      `${tap} gave no record and ended with exit code 0 after an error: ${words.lastError ?? words.last}`,
    );
    return { status: "failed", cause, failedPlugin: tap, reason: "the tap's last word was an error" };
  }
  if (evidence.zeroRecords !== "fail" || !isUnusuallyEmpty(evidence)) return null;
  const tap = evidence.plan.plugins.find(({ role }) => role === "tap")?.name ?? null;
  return {
    status: "failed",
    cause: "No record came, where there always were some.",
    failedPlugin: tap,
    reason: "zero_records: fail",
  };
}
