import { compareBookmarks } from "../bookmark/compare-bookmarks.ts";
import { decimalText, negate, truncated } from "../exact/arithmetic.ts";
import { parseDecimal } from "../exact/decimal.ts";
import type { ExpressionType } from "./types.ts";
import {
  decimalOf,
  EvaluationFault,
  Instant,
  isNumber,
  numberValue,
  Span,
  typeOfValue,
  type Value,
} from "./values.ts";

/** A function of expressions. None of them sees null: with null for an argument the result is null. */
export interface ExpressionFunction {
  /** What it takes; of a method the first is what stands before the dot. Several types are joined by `|`. */
  readonly takes: readonly string[];
  readonly gives: ExpressionType;
  readonly run: (args: readonly Value[]) => Value;
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Called as `size(x)`. */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  size: { takes: ["string|list|map"], gives: "number", run: ([value]) => sizeOf(value as Value) },
  int: {
    takes: ["number|string|bool|timestamp"],
    gives: "number",
    run: ([value]) => wholeOf(value as Value),
  },
  double: { takes: ["number|string"], gives: "number", run: ([value]) => numberOf(value as Value) },
  string: {
    takes: ["number|string|bool|timestamp"],
    gives: "string",
    run: ([value]) => textOf(value as Value),
  },
  bool: { takes: ["bool|string"], gives: "bool", run: ([value]) => boolOf(value as Value) },
  abs: { takes: ["number"], gives: "number", run: ([value]) => absoluteOf(value as Value) },
  timestamp: {
    takes: ["string|timestamp|number"],
    gives: "timestamp",
    run: ([value]) => instantOf(value as Value),
  },
  duration: { takes: ["string|duration"], gives: "duration", run: ([value]) => spanOf(value as Value) },
  dyn: { takes: ["dyn"], gives: "dyn", run: ([value]) => value as Value },
  type: { takes: ["dyn"], gives: "string", run: ([value]) => typeOfValue(value as Value) },
};

const text = (
  run: (value: string, other: string) => Value,
  gives: ExpressionType = "bool",
): ExpressionFunction => ({
  takes: ["string", "string"],
  gives,
  run: ([value, other]) => run(value as string, other as string),
});
const change = (run: (value: string) => string): ExpressionFunction => ({
  takes: ["string"],
  gives: "string",
  run: ([value]) => run(value as string),
});
const part = (run: (date: Date) => number): ExpressionFunction => ({
  takes: ["timestamp"],
  gives: "number",
  run: ([value]) => run(new Date((value as Instant).at)),
});

/** Called as `x.startsWith("a")`. Parts of a timestamp are in UTC, as CEL has them. */
export const methods: Readonly<Record<string, ExpressionFunction>> = {
  contains: text((value, other) => value.includes(other)),
  startsWith: text((value, other) => value.startsWith(other)),
  endsWith: text((value, other) => value.endsWith(other)),
  indexOf: text((value, other) => value.indexOf(other), "number"),
  size: { takes: ["string|list|map"], gives: "number", run: ([value]) => sizeOf(value as Value) },
  lowerAscii: change((value) => value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())),
  upperAscii: change((value) => value.replace(/[a-z]+/g, (letters) => letters.toUpperCase())),
  trim: change((value) => value.trim()),
  getFullYear: part((date) => date.getUTCFullYear()),
  getMonth: part((date) => date.getUTCMonth()),
  getDate: part((date) => date.getUTCDate()),
  getDayOfMonth: part((date) => date.getUTCDate() - 1),
  getDayOfWeek: part((date) => date.getUTCDay()),
  getHours: part((date) => date.getUTCHours()),
  getMinutes: part((date) => date.getUTCMinutes()),
  getSeconds: part((date) => date.getUTCSeconds()),
};

function sizeOf(value: Value): Value {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  return Object.keys(value as object).length;
}

function numberOf(value: Value): Value {
  if (isNumber(value)) return value;
  const exact = parseDecimal((value as string).trim());
  if (exact === null) throw new EvaluationFault("a text that is no number");
  return numberValue(exact);
}

function wholeOf(value: Value): Value {
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Instant) return Math.floor(value.at / 1000);
  const exact = decimalOf(numberOf(value));
  return numberValue(exact && truncated(exact));
}

function textOf(value: Value): Value {
  if (value instanceof Instant) return value.text;
  const exact = decimalOf(value);
  return exact === null ? String(value) : decimalText(exact);
}

function boolOf(value: Value): Value {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw new EvaluationFault("a text that is neither true nor false");
}

function absoluteOf(value: Value): Value {
  const exact = decimalOf(value);
  return numberValue(exact?.negative ? negate(exact) : exact);
}

function instantOf(value: Value): Value {
  if (value instanceof Instant) return value;
  if (typeof value === "number") return new Instant(value * 1000);
  const text = String(value);
  const isInstant = typeof value === "string" && compareBookmarks(text, "2000-01-01T00:00:00Z") !== null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes(":") ? text : `${text}Z`;
  const at = Date.parse(zoned.replace(" ", "T").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  if (!isInstant || Number.isNaN(at)) throw new EvaluationFault("a value that is no date or time");
  return new Instant(at, text);
}

function spanOf(value: Value): Value {
  if (value instanceof Span) return value;
  const parts = [...String(value).matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== String(value).replace(/^-/, ""))
    throw new EvaluationFault("a value that is no duration such as 90s or 26h");
  const ms = parts.reduce((sum, [, count, unit = "s"]) => sum + Number(count) * (units[unit] ?? 0), 0);
  return new Span(String(value).startsWith("-") ? -ms : ms);
}
