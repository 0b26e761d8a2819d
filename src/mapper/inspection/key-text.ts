import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../../quality/index.ts";

/** A record's key with numbers that a double doesn't tell as their text. */
export function keyText(key: Json, record: object, numbers: NumberTexts): Json {
  const texts = numbers.get(record);
  if (texts === undefined || typeof key !== "object" || key === null || Array.isArray(key)) return key;
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => [
      name,
      typeof value === "number" && String(value) !== texts.get(name)
        ? (texts.get(name) ?? value)
        : (value as Json),
    ]),
  );
}
