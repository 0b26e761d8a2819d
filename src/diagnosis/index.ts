export { diagnose, type FailureFacts } from "./diagnose.ts";
export { SpokenLog } from "./spoken-log.ts";
