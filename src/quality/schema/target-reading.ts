import type { Json } from "../../lib/canonical-json.ts";
import { isWhole, parseDecimal } from "../exact/decimal.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import type { Dialect } from "./dialect.ts";
import type { Violation } from "./violation.ts";

/**
 * All violations, and those that only an SDK target sees: to it `1.0` is a Decimal and no integer, whatever the dialect
 * says. In draft 4 it is none for anybody. The record is changed while it is looked at, and is as it was afterwards.
 */
export function withTargetReading(
  record: Json,
  numbers: NumberTexts,
  dialect: Dialect,
  validate: (record: Json) => readonly Violation[],
): readonly Violation[] {
  const floats = wholeFloats(numbers);
  const strict = dialect === "draft-04";
  if (floats.length === 0) return validate(record);
  const real = strict ? [] : validate(record);
  for (const { holder, key } of floats) holder[key] = 0.5;
  const asTarget = validate(record);
  for (const { holder, key, value } of floats) holder[key] = value;
  if (strict) return asTarget;
  const known = new Set(real.map(identity));
  const added = asTarget.filter((violation) => !known.has(identity(violation)));
  return [...real, ...added.map((violation) => ({ ...violation, isInvalid: false, targetCrash: true }))];
}

interface WholeFloat {
  readonly holder: { [key: string]: Json };
  readonly key: string;
  readonly value: Json;
}

function wholeFloats(numbers: NumberTexts): readonly WholeFloat[] {
  return [...numbers].flatMap(([holder, texts]) =>
    [...texts].flatMap(([key, text]) => {
      const place = holder as { [key: string]: Json };
      return isWholeFloat(text) ? [{ holder: place, key, value: place[key] ?? null }] : [];
    }),
  );
}

function isWholeFloat(text: string): boolean {
  if (!/[.eE]/.test(text)) return false;
  const exact = parseDecimal(text);
  return exact !== null && isWhole(exact);
}

function identity({ path, keyword }: Violation): string {
  return `${keyword} ${path}`;
}
