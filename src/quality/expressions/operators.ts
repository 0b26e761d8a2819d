import type { Json } from "../../lib/canonical-json.ts";
import { compareBookmarks } from "../bookmark/compare-bookmarks.ts";
import { add, divide, multiply, negate, remainder } from "../exact/arithmetic.ts";
import { compareDecimals, type Decimal } from "../exact/decimal.ts";
import {
  decimalOf,
  EvaluationFault,
  Exact,
  Instant,
  isNumber,
  numberValue,
  Span,
  typeOfValue,
  type Value,
} from "./values.ts";

/** -1, 0 or 1; `null` where one of them is null. Values of different types have no order. */
export function orderOf(a: Value, b: Value): number | null {
  if (a === null || b === null) return null;
  const isPlain = typeof a === "number" || typeof a === "string" || typeof a === "boolean";
  if (isPlain && typeof a === typeof b) return a < (b as typeof a) ? -1 : Number(a > (b as typeof a));
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  const order = orderOfTimes(a, b);
  if (order !== null) return order;
  throw new EvaluationFault(`a ${typeOfValue(a)} can't be compared with a ${typeOfValue(b)}`);
}

function orderOfTimes(a: Value, b: Value): number | null {
  if (a instanceof Instant && b instanceof Instant)
    return compareBookmarks(a.text, b.text) ?? Math.sign(a.at - b.at);
  return a instanceof Span && b instanceof Span ? Math.sign(a.ms - b.ms) : null;
}

function compareNumbers(a: Value, b: Value): number {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (left === null || right === null) throw new EvaluationFault("a number that is none");
  return compareDecimals(left, right);
}

/** Whether two values are equal; those of different types are not. */
export function areEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) === 0;
  if (typeof a === "string" && typeof b === "string") return a.normalize() === b.normalize();
  if (a instanceof Instant || a instanceof Span)
    return typeOfValue(a) === typeOfValue(b) && orderOf(a, b) === 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item: Json, at) => areEqual(item, b[at] as Json));
  return isMap(a) && isMap(b) && areEqualMaps(a, b);
}

type JsonMap = { readonly [key: string]: Json };

function areEqualMaps(a: JsonMap, b: JsonMap): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && areEqual(a[name] as Json, b[name] as Json))
  );
}

export function isMap(value: Value): value is JsonMap {
  return typeof value === "object" && value !== null && typeOfValue(value) === "map";
}

type Arithmetic = (a: Decimal, b: Decimal) => Decimal | null;

const onDecimals: Readonly<Record<string, Arithmetic>> = {
  "+": add,
  "-": (a, b) => add(a, negate(b)),
  "*": multiply,
  "/": divide,
  "%": remainder,
};
const onDoubles: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
};

/** `+ - * / %`; `null` where one of them is null. */
export function compute(operator: string, a: Value, b: Value): Value {
  if (a === null || b === null) return null;
  if (isNumber(a) && isNumber(b)) return computeNumbers(operator, a, b);
  if (operator === "+" && typeof a === "string" && typeof b === "string") return a + b;
  if (operator === "+" && Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  const time = computeTimes(operator, a, b);
  if (time !== null) return time;
  throw new EvaluationFault(`a ${typeOfValue(a)} ${operator} a ${typeOfValue(b)} is nothing`);
}

/** Doubles where they tell both numbers and the result, decimals otherwise. */
function computeNumbers(operator: string, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const quick = onDoubles[operator]?.(a, b);
    if (quick !== undefined && Number.isSafeInteger(quick)) return quick;
  }
  const [left, right] = [decimalOf(a), decimalOf(b)];
  const exactly = onDecimals[operator];
  if (left === null || right === null || exactly === undefined)
    throw new EvaluationFault("a number that is none");
  return numberValue(exactly(left, right));
}

function computeTimes(operator: string, a: Value, b: Value): Value {
  const sign = operator === "-" ? -1 : 1;
  if (operator !== "+" && operator !== "-") return null;
  if (a instanceof Instant && b instanceof Span) return new Instant(a.at + sign * b.ms);
  if (a instanceof Instant && b instanceof Instant && sign === -1) return new Span(a.at - b.at);
  if (a instanceof Span && b instanceof Span) return new Span(a.ms + sign * b.ms);
  return a instanceof Span && b instanceof Instant && sign === 1 ? new Instant(a.ms + b.at) : null;
}

/** `-x`. */
export function negated(value: Value): Value {
  if (value === null) return null;
  if (typeof value === "number") return value === 0 ? 0 : -value;
  if (value instanceof Exact) return new Exact(negate(value.decimal));
  if (value instanceof Span) return new Span(-value.ms);
  throw new EvaluationFault(`there is no negative of a ${typeOfValue(value)}`);
}
