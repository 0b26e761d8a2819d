import { parseCelCondition } from "../../lib/cel-condition.ts";
import type { Labels } from "../../model/labels.ts";
import { type Aggregate, aggregates, namedIn } from "./aggregate.ts";

/** A condition in CEL over the values of a window, ready to be asked. */
export interface Expression {
  /** The aggregates it speaks of. */
  readonly uses: readonly Aggregate[];
  /** Its answer. Raises an error where it can't be computed: a label that isn't there. */
  readonly holds: (values: Readonly<Partial<Record<Aggregate, number>>>, labels: Labels) => boolean;
}

/** Reads an expression; answers the sentence of what is wrong where it can't be used. */
export function parseExpression(text: string): Expression | string {
  const parsed = parseCelCondition(text, { numbers: aggregates, maps: ["labels"] });
  if (typeof parsed === "string") return parsed;
  return { uses: namedIn(text), holds: (values, labels) => parsed({ ...values, labels }) };
}
