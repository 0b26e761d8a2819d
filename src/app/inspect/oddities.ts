import type { Json } from "../../lib/canonical-json.ts";
import { maskValue } from "../../lib/redaction/index.ts";
import { type NumberTexts, type PrecisionRisk, precisionRisk } from "../../quality/index.ts";
import { hostileKeys } from "./key-count.ts";
import type { LineProblem } from "./record-problems.ts";

const numbersKind = "2_53_ints_high_precision_decimals_nan";
const facts: Readonly<Record<PrecisionRisk, LineProblem>> = {
  "not a number": {
    kind: numbersKind,
    variant: "nan",
    message: "NaN or Infinity, which is no JSON: most readers end here.",
    targetCrash: true,
  },
  "integer beyond 2^53": {
    kind: numbersKind,
    variant: "precision_risk",
    severity: "warning",
    message: "An integer beyond 2^53: at risk with every reader that uses doubles.",
  },
  "more digits than a double keeps": {
    kind: numbersKind,
    variant: "precision_risk",
    severity: "warning",
    message: "More digits than a double keeps: at risk with every reader that uses doubles.",
  },
};

/** Calls `note` for each number that some reader gets otherwise than it was sent, and for keys that may trip one. */
export function noteOddities(
  value: Json,
  numbers: NumberTexts,
  note: (problem: LineProblem) => void,
  path = "$",
): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value) as [string, Json][]) {
    const below = Array.isArray(value) ? `${path}[*]` : `${path}.${key}`;
    if (hostileKeys.has(key)) note(hostileKey(below));
    if (typeof item === "number") noteNumber(numbers.get(value)?.get(key) ?? String(item), below, note);
    else noteOddities(item, numbers, note, below);
  }
}

function noteNumber(text: string, path: string, note: (problem: LineProblem) => void): void {
  const risk = precisionRisk(text);
  if (risk !== null) note({ ...facts[risk], path, sample: maskValue(text) });
}

function hostileKey(path: string): LineProblem {
  return {
    kind: "proto_constructor_keys_x_schema_with_ref_loops_or_redos_patterns",
    variant: "prototype_key",
    severity: "info",
    path,
    message: "A key that JavaScript objects have by themselves; careless programs take it for that.",
  };
}
