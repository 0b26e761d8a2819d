import type { AnyCheck } from "../check.ts";
import { activateVersion } from "./activate-version.ts";
import { bookmark } from "./bookmark.ts";
import { duplicatePage } from "./duplicate-page.ts";
import { enumeration } from "./enum.ts";
import { expression } from "./expression.ts";
import { format } from "./format.ts";
import { freshness } from "./freshness.ts";
import { length } from "./length.ts";
import { notNull } from "./not-null.ts";
import { nullRate } from "./null-rate.ts";
import { pattern } from "./pattern.ts";
import { range } from "./range.ts";
import { reconcile } from "./reconcile.ts";
import { references } from "./references.ts";
import { required } from "./required.ts";
import { rowCount } from "./row-count.ts";
import { schema } from "./schema.ts";
import { schemaDrift } from "./schema-drift.ts";
import { sensitive } from "./sensitive.ts";
import { type } from "./type.ts";
import { unique } from "./unique.ts";
import { volume } from "./volume.ts";

/** Every check. A new one is a file beside this one and a line here. */
export const checks: readonly AnyCheck[] = [
  schema,
  required,
  notNull,
  unique,
  range,
  length,
  pattern,
  enumeration,
  format,
  type,
  expression,
  references,
  rowCount,
  volume,
  freshness,
  nullRate,
  schemaDrift,
  bookmark,
  activateVersion,
  duplicatePage,
  reconcile,
  sensitive,
];
