import { parseByteSize } from "../../lib/byte-size.ts";
import { parseDuration } from "../../lib/duration.ts";
import { nearest } from "../../lib/nearest.ts";
import { type Aggregate, aggregates } from "./aggregate.ts";

export const comparisons = [">=", "<=", "==", "!=", ">", "<"] as const;
export type Comparison = (typeof comparisons)[number];

/** `p95 > 30m`: what is looked at, how it is compared, and with what; or that nothing is measured at all. */
export type Condition =
  | {
      readonly kind: "compare";
      readonly aggregate: Aggregate;
      readonly comparison: Comparison;
      /** In the metric's own unit: durations are seconds, sizes bytes. */
      readonly threshold: number;
      /** The number as it was written: `30m`. */
      readonly written: string;
    }
  | { readonly kind: "absent" };

const shape = /^\s*([A-Za-z_]\w*)?\s*(>=|<=|==|!=|>|<|=)\s*(\S+)\s*$/;

/** Reads a condition; answers the sentence of what is wrong where the text is none. */
export function parseCondition(text: string): Condition | string {
  if (text.trim() === "absent") return { kind: "absent" };
  const [, name = "last", comparison, written] = shape.exec(text) ?? [];
  if (comparison === undefined || written === undefined) return notACondition(text);
  if (comparison === "=") return 'compares with "=", which is written "==" here';
  const aggregate = aggregates.find((known) => known === name);
  if (aggregate === undefined) return unknownAggregate(name);
  const threshold = parseAmount(written);
  if (threshold === null)
    return `compares with ${JSON.stringify(written)}, which is no number, duration (30m) or size (5GiB)`;
  return { kind: "compare", aggregate, comparison: comparison as Comparison, threshold, written };
}

/** Whether a value fulfils the condition. */
export function holds(value: number, comparison: Comparison, threshold: number): boolean {
  switch (comparison) {
    case ">":
      return value > threshold;
    case ">=":
      return value >= threshold;
    case "<":
      return value < threshold;
    case "<=":
      return value <= threshold;
    case "==":
      return value === threshold;
    case "!=":
      return value !== threshold;
  }
}

/** A number with or without a unit: `5`, `-2.5`, `1e6`, `20%`, `30m` (in seconds), `5GiB` (in bytes). */
export function parseAmount(text: string): number | null {
  const plain = /^(-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)%?$/i.exec(text)?.[1];
  if (plain !== undefined) return finite(Number(plain));
  const negative = text.startsWith("-");
  const amount = negative ? text.slice(1) : text;
  const ms = parseDuration(amount);
  const value = ms === null ? parseByteSize(amount) : ms / 1000;
  return value === null ? null : finite(negative ? -value : value);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function notACondition(text: string): string {
  const word = /^\s*([A-Za-z_]\w*)\s*$/.exec(text)?.[1];
  if (word !== undefined && nearest(word, ["absent"]) === "absent")
    return "is no condition; did you mean absent?";
  return 'must look like "last > 30m", "p95 >= 0.5", "> 5" or "absent"';
}

function unknownAggregate(name: string): string {
  const meant = nearest(name, aggregates);
  const hint = meant === null ? `there are ${aggregates.join(", ")}` : `did you mean ${meant}?`;
  return `begins with ${name}, which is nothing a window can be asked for; ${hint}`;
}
