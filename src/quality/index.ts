export { type Judgement, judgePoint, type LocalTime } from "./baseline/index.ts";
export { compareBookmarks } from "./bookmark/compare-bookmarks.ts";
export type { JsonObject, SchemaView } from "./check.ts";
export { StreamColumns } from "./columns/index.ts";
export { matchesStream } from "./engine/glob.ts";
export { type LateViolation, lateFinding } from "./engine/late-finding.ts";
export { type EntryPlan, planStream, type QualitySettings } from "./engine/plan.ts";
export { memoryBudget, RunChecks, type RunChecksOptions } from "./engine/run-checks.ts";
export type { StreamChecks } from "./engine/stream-checks.ts";
export type { RowVerdict, StreamVerdict } from "./engine/verdict.ts";
export { canonicalExact } from "./exact/exact-value.ts";
export {
  deepestRead,
  type ExactJson,
  type NumberTexts,
  parseExact,
  type Unread,
} from "./exact/parse-exact.ts";
export { type PrecisionRisk, precisionRisk } from "./exact/precision-risk.ts";
export { type JsonScan, newJsonScan, scanJson } from "./exact/scan-json.ts";
export type { StreamRecorder } from "./history/profile.ts";
export { RunPast } from "./history/run-past.ts";
export { localTimeIn } from "./instant/local-time.ts";
export { mayLoseDigits, RecordReader } from "./record/record-reader.ts";
export { type CompiledSchema, compileSchema, type UnusableSchema } from "./schema/compile-schema.ts";
export type { Dialect } from "./schema/dialect.ts";
export { createTargetRefusal, type TargetRefusal } from "./schema/target-refusal.ts";
export type { Violation } from "./schema/violation.ts";
export { SurePool } from "./sure/sure-pool.ts";
