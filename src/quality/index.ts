export { compareBookmarks } from "./bookmark/compare-bookmarks.ts";
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
export { type CompiledSchema, compileSchema, type UnusableSchema } from "./schema/compile-schema.ts";
export type { Dialect } from "./schema/dialect.ts";
export { createTargetRefusal, type TargetRefusal } from "./schema/target-refusal.ts";
export type { Violation } from "./schema/violation.ts";
