export { categoryOfLine, diagnose, type FailureFacts } from "./diagnose.ts";
export type { MemoryTrace } from "./out-of-memory.ts";
export { changesBetween } from "./run-changes.ts";
export { SpokenLog } from "./spoken-log.ts";
export { withoutValues } from "./without-values.ts";
