export { nextDeadline } from "./calendar.ts";
export { type SlaEntry, slaEntries, unwatchedSchedules, wordsOf } from "./entry.ts";
export { durationsOf, fewestRuns, limitBy, medianOf, medianRemaining } from "./history.ts";
export {
  type Breach,
  countsForMs,
  freshState,
  type Judgement,
  judge,
  type SlaState,
  type SlaStatus,
} from "./judge.ts";
export { breachSignal, reliefSignal, type SlaIdentity, slaIdentity } from "./sla-signal.ts";
export { clockTime, shortLength } from "./words.ts";
