import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import type { Violation } from "./violation.ts";

/** `NaN`, `Infinity` and their like: some writers have them, JSON has not, and no schema can allow them. */
const noNumber = /^-?(?:NaN|Infinity)$/;

/** The violations, and one for each bare `NaN` or infinity that none of them is about. */
export function withNoNumbers(
  found: readonly Violation[],
  record: Json,
  numbers: NumberTexts,
): readonly Violation[] {
  const some = [...numbers.values()].some((texts) => [...texts.values()].some((text) => noNumber.test(text)));
  if (!some) return found;
  const told = new Set(found.filter(({ keyword }) => keyword === "type").map(({ path }) => path));
  return [...found, ...noNumbersIn(record, "$", numbers).filter(({ path }) => !told.has(path))];
}

function noNumbersIn(value: Json, path: string, numbers: NumberTexts): Violation[] {
  if (typeof value !== "object" || value === null) return [];
  const texts = numbers.get(value);
  return Object.entries(value).flatMap(([key, item]) => {
    const place = Array.isArray(value) ? `${path}[*]` : `${path}.${key}`;
    const text = texts?.get(key) ?? "";
    return noNumber.test(text) ? [violationAt(place, text)] : noNumbersIn(item as Json, place, numbers);
  });
}

function violationAt(path: string, found: string): Violation {
  const message = "must be a number of JSON, which has no NaN and no infinity";
  return { path, keyword: "type", message, found, targetCrash: false, isInvalid: true };
}
