import { categoryOfLine } from "../diagnosis/index.ts";
import { shorten } from "./cause.ts";
import { type RunEvidence, recordsOf } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";

/** Good runs that are needed before "there always were some" can be said. */
const enoughHistory = 3;

/** Whether no record came where all known good runs of the job had some. Not known is no. */
export function isUnusuallyEmpty(evidence: RunEvidence): boolean {
  const { usualRecords } = evidence;
  if (evidence.zeroRecords === "ok" || recordsOf(evidence) !== 0) return false;
  // The attempt before may have loaded it all, up to its last bookmark.
  if ((evidence.earlierRecords ?? 0) !== 0 || evidence.earlierRecords === null) return false;
  return usualRecords.length >= enoughHistory && usualRecords.every((records) => records > 0);
}

/**
 * Whether a run that Meltano calls good is a failure by its tap's last words, or for want of records where the user wants
 * that to be one.
 */
export function tapJudgement(evidence: RunEvidence): Judgement | null {
  return brokeOff(evidence) ?? gaveNothing(evidence);
}

/** What ends a tap in the middle of its work, whatever its exit code says. */
const broken: ReadonlySet<string | null> = new Set([
  "auth",
  "rate_limit",
  "network",
  "dns",
  "tls",
  "timeout",
]);

/** A tap that says in the same line, or right before its traceback, that it goes on has not ended by it. */
const goesOn =
  /\b(?:skip(?:s|ped|ping)?|ignor(?:e|es|ed|ing)|continu(?:e|es|ed|ing)|retr(?:y|ies|ied|ying)|try(?:ing)? again|back(?:ing)?[- ]off|backoff|will resume|non[- ]fatal|optional)\b/i;

/**
 * A tap that was refused, said so, and ended as if nothing were wrong: what should have come after is not there. Only where
 * its very last word is such an error; one that it got over is followed by others.
 */
function brokeOff({ log }: RunEvidence): Judgement | null {
  for (const [tap, { side, endedWithError, last, saidBefore }] of Object.entries(log.plugins)) {
    if (side !== "tap" || !endedWithError || goesOn.test(last) || goesOn.test(saidBefore ?? "")) continue;
    if (!broken.has(categoryOfLine(last, "tap"))) continue;
    const cause = shorten(`${tap} ended with exit code 0 after an error, records may be missing: ${last}`);
    return { status: "failed", cause, failedPlugin: tap, reason: "the tap ended in an error of its source" };
  }
  return null;
}

function gaveNothing(evidence: RunEvidence): Judgement | null {
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
