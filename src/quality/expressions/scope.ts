import type { ASTNode } from "@marcbachmann/cel-js";
import type { Json } from "../../lib/canonical-json.ts";
import { isWhole, parseDecimal } from "../exact/decimal.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import type { ExpressionType } from "./types.ts";
import { EvaluationFault, Exact, typeOfValue, type Value } from "./values.ts";

/** What an expression looks at. One object serves all records. */
export interface Scope {
  record: { readonly [key: string]: Json };
  numbers: NumberTexts;
  now: number;
  /** Values of the variables of `all`, `exists` and their like. */
  readonly locals: Map<string, Value>;
  /** Items that macros have gone over for this record. */
  steps: number;
}

export type Evaluate = (scope: Scope) => Value;

export interface Compiled {
  readonly type: ExpressionType;
  readonly run: Evaluate;
}

/** What is wrong with an expression, and where in its text. */
export class ExpressionFault extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Names that stand for something else than a field. */
export type Bound = ReadonlySet<string>;

/** Where a part stands: the part, the names known there, and how to turn parts of it into functions. */
export interface Site {
  readonly node: ASTNode;
  readonly bound: Bound;
  readonly compile: (node: ASTNode, bound: Bound) => Compiled;
}

/** What is wrong with a part, at its place. */
export function fault(message: string, node: ASTNode): ExpressionFault {
  return new ExpressionFault(message, node.start);
}

/** What stands at a key, with all the digits of a number; what is missing is null. */
export function read(holder: object, key: string, { numbers }: Scope): Value {
  if (!Object.hasOwn(holder, key)) return null;
  const value = (holder as { readonly [key: string]: Json })[key] ?? null;
  if (numbers.size === 0 || typeof value !== "number") return value;
  const text = numbers.get(holder)?.get(key);
  if (text === undefined) return value;
  const exact = parseDecimal(text);
  if (exact === null) throw new EvaluationFault("a number that is none");
  return isWhole(exact) && Number.isSafeInteger(Number(text)) ? Number(text) : new Exact(exact);
}

/** A value as a condition. */
export function truth(value: Value): boolean | null {
  if (typeof value === "boolean" || value === null) return value;
  throw new EvaluationFault(`a ${typeOfValue(value)} is neither true nor false`);
}
