import { parse } from "@marcbachmann/cel-js";
import { messageOf } from "../../lib/errors.ts";
import type { RecordView } from "../check.ts";
import { compileNode } from "./compile.ts";
import { ExpressionFault, type Scope, truth } from "./scope.ts";
import { EvaluationFault } from "./values.ts";

/** A condition over the fields of a record. */
export interface Expression {
  /** The fields of the record that it speaks of; `null` where it takes the record as a whole. */
  readonly fields: readonly string[] | null;
  /** `null` where null decides it; a fault (without any value of the record) where it has no value. */
  judge(view: RecordView): boolean | null | EvaluationFault;
}

/** What is wrong with an expression, and at which character of it, counted from 1. */
export interface UnusableExpression {
  readonly error: string;
  readonly at: number | null;
}

const longest = 10_000;

/**
 * Compiles a condition in CEL, once: its fields are the record's, its numbers exact decimals, and with null a comparison or
 * a sum is null. It must be one that is true or false.
 */
export function compileExpression(source: string): Expression | UnusableExpression {
  if (source.length > longest) return { error: `it is longer than ${longest} characters`, at: null };
  try {
    const { ast } = parse(source);
    const { type, run } = compileNode(ast, new Set());
    if (type !== "bool" && type !== "dyn")
      return { error: `it is a ${type}, and must be true or false`, at: 1 };
    return judgeOf(fieldsOf(ast), (scope) => truth(run(scope)));
  } catch (thrown) {
    if (thrown instanceof ExpressionFault) return { error: thrown.message, at: thrown.at + 1 };
    if (thrown instanceof RangeError) return { error: "it is nested too deep", at: null };
    return { error: firstLine(messageOf(thrown)), at: positionOf(thrown) };
  }
}

/** All names in it; those of the variables of macros with them, which does no harm. */
function fieldsOf(ast: unknown): readonly string[] | null {
  const names = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    if (Array.isArray(part)) part.forEach(visit);
    else if ("op" in part && "args" in part) {
      if (part.op === "id") names.add(String(part.args));
      visit(part.args);
    }
  };
  visit(ast);
  return names.has("record") ? null : [...names];
}

function judgeOf(fields: Expression["fields"], run: (scope: Scope) => boolean | null): Expression {
  const scope: Scope = { record: {}, numbers: new Map(), now: 0, locals: new Map(), steps: 0 };
  return {
    fields,
    judge: ({ record, numbers, receivedAt }) => {
      scope.record = record;
      scope.numbers = numbers;
      scope.now = receivedAt;
      scope.steps = 0;
      try {
        return run(scope);
      } catch (thrown) {
        if (thrown instanceof EvaluationFault) return thrown;
        throw thrown;
      }
    },
  };
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}

function positionOf(thrown: unknown): number | null {
  if (typeof thrown !== "object" || thrown === null || !("range" in thrown)) return null;
  const range = thrown.range as { readonly start?: number } | undefined;
  return typeof range?.start === "number" ? range.start + 1 : null;
}
