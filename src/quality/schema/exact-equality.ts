import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { walkSchema } from "./walk-schema.ts";

/** Whether an `enum` or `const` holds a number that its double doesn't tell, so that doubles can't be compared with it. */
export function needsExactEquality(schema: Json, numbers: NumberTexts): boolean {
  if (numbers.size === 0) return false;
  let found = false;
  walkSchema(schema, (part) => {
    const isTold = numbers.get(part)?.has("const") !== true;
    if (!isTold || holdsNumber(part["enum"], numbers) || holdsNumber(part["const"], numbers)) found = true;
  });
  return found;
}

function holdsNumber(value: Json | undefined, numbers: NumberTexts): boolean {
  if (typeof value !== "object" || value === null) return false;
  return numbers.has(value) || Object.values(value).some((item) => holdsNumber(item as Json, numbers));
}
