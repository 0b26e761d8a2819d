import type { AnyCheck } from "../check.ts";
import { enumeration } from "./enum.ts";
import { expression } from "./expression.ts";
import { format } from "./format.ts";
import { length } from "./length.ts";
import { notNull } from "./not-null.ts";
import { pattern } from "./pattern.ts";
import { range } from "./range.ts";
import { references } from "./references.ts";
import { required } from "./required.ts";
import { schema } from "./schema.ts";
import { sensitive } from "./sensitive.ts";
import { type } from "./type.ts";
import { unique } from "./unique.ts";

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
  sensitive,
];
