import type { Json } from "../../lib/canonical-json.ts";
import { decimalText } from "../exact/arithmetic.ts";
import { type Decimal, parseDecimal } from "../exact/decimal.ts";

/** A number that its double doesn't tell. */
export class Exact {
  readonly decimal: Decimal;
  constructor(decimal: Decimal) {
    this.decimal = decimal;
  }
}

/** A point in time; `text` keeps all its digits where it was written. */
export class Instant {
  readonly at: number;
  readonly text: string;
  constructor(at: number, text = new Date(at).toISOString()) {
    this.at = at;
    this.text = text;
  }
}

/** A length of time in milliseconds. */
export class Span {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** What an expression computes with. A JavaScript number stands for the decimal that its shortest text is. */
export type Value = Json | Exact | Instant | Span;

/** Why an expression has no value for a record. It never holds a value of the record. */
export class EvaluationFault extends Error {}

/** A number as a decimal; `null` for anything else. */
export function decimalOf(value: Value): Decimal | null {
  if (typeof value === "number") return parseDecimal(String(value));
  return value instanceof Exact ? value.decimal : null;
}

/** A decimal as a value: a plain number where one tells it. */
export function numberValue(decimal: Decimal | null): Value {
  if (decimal === null) throw new EvaluationFault("a number too large, or a division by zero");
  const value = Number(decimalText(decimal));
  return Number.isSafeInteger(value) && decimal.exponent >= 0 ? value : new Exact(decimal);
}

export function isNumber(value: Value): value is number | Exact {
  return typeof value === "number" || value instanceof Exact;
}

/** The name of a value's type, as messages have it. */
export function typeOfValue(value: Value): string {
  if (value === null) return "null";
  if (isNumber(value)) return "number";
  if (value instanceof Instant) return "timestamp";
  if (value instanceof Span) return "duration";
  if (Array.isArray(value)) return "list";
  return typeof value === "object" ? "map" : typeof value === "boolean" ? "bool" : typeof value;
}
