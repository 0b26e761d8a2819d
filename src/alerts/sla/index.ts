export { nextDeadline } from "./calendar.ts";
export { type SlaEntry, slaEntries, unwatchedSchedules, wordsOf } from "./entry.ts";
export { durationsOf, fewestRuns, limitBy, medianOf, medianRemaining } from "./history.ts";
export { freshState, judge } from "./judge.ts";
export type { Breach, Judgement, SlaStatus } from "./judgement.ts";
export { countsForMs } from "./run-at-deadline.ts";
export { breachSignal, slaIdentity } from "./sla-signal.ts";
export { clockTime, shortLength } from "./words.ts";
