import { messageOf } from "../../lib/errors.ts";
import type { Labels } from "../../model/labels.ts";
import { type Aggregate, aggregateOf, type WindowData } from "./aggregate.ts";
import { holds } from "./condition.ts";
import { aggregatesOf, type Rule } from "./rule.ts";

/** What a rule's window says of one series. */
export type Reading =
  | { readonly kind: "no_data" }
  | { readonly kind: "error"; readonly message: string }
  | {
      readonly kind: "value";
      /** The value that is compared; for an expression that of the first aggregate it names. */
      readonly value: number;
      readonly holds: boolean;
      /** When the newest sample was taken. */
      readonly at: number;
    };

/**
 * Reads one window. `atLeast` is what a measurement that still goes on has reached by now: it makes the newest and the
 * greatest value greater, never smaller, because a run that has just begun says nothing of how long it will take.
 */
export function readWindow(
  rule: Rule,
  window: WindowData | null,
  { labels, atLeast }: { readonly labels: Labels; readonly atLeast: { at: number; value: number } | null },
): Reading {
  const data = withLowerBound(window, atLeast);
  if (data === null || rule.test.kind === "absent") return { kind: "no_data" };
  const values = valuesOf(aggregatesOf(rule), data);
  if (values === null) return { kind: "no_data" };
  const { at } = data.last;
  if (rule.test.kind === "compare") {
    const { aggregate, comparison, threshold } = rule.test;
    const value = values[aggregate] ?? 0;
    return { kind: "value", value, at, holds: holds(value, comparison, threshold) };
  }
  return evaluate(rule.test.expression, { values, labels, at, fallback: data.last.value });
}

/** `null` where one of them is not known: then nothing is known of the whole. */
function valuesOf(names: readonly Aggregate[], data: WindowData): Partial<Record<Aggregate, number>> | null {
  const values: Partial<Record<Aggregate, number>> = {};
  for (const name of names) {
    const value = aggregateOf(name, data);
    if (value === null) return null;
    values[name] = value;
  }
  return values;
}

function evaluate(
  expression: Extract<Rule["test"], { kind: "expression" }>["expression"],
  {
    values,
    labels,
    at,
    fallback,
  }: {
    readonly values: Partial<Record<Aggregate, number>>;
    readonly labels: Labels;
    readonly at: number;
    readonly fallback: number;
  },
): Reading {
  try {
    const held = expression.holds(values, labels);
    const [first] = expression.uses;
    return {
      kind: "value",
      value: first === undefined ? fallback : (values[first] ?? fallback),
      at,
      holds: held,
    };
  } catch (thrown) {
    return { kind: "error", message: messageOf(thrown).split("\n")[0] ?? "" };
  }
}

function withLowerBound(
  window: WindowData | null,
  atLeast: { readonly at: number; readonly value: number } | null,
): WindowData | null {
  if (atLeast === null) return window;
  if (window === null) return { last: atLeast, first: null, totals: null, percentiles: null };
  const { last, totals } = window;
  return {
    ...window,
    last: atLeast.value > last.value ? atLeast : last,
    totals: totals === null ? null : { ...totals, max: Math.max(totals.max, atLeast.value) },
  };
}
