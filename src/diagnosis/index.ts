export { diagnose, type FailureFacts } from "./diagnose.ts";
export { changesBetween } from "./run-changes.ts";
export { SpokenLog } from "./spoken-log.ts";
