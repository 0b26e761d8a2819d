import type { Json } from "../../lib/canonical-json.ts";

/** Keys that every JavaScript object answers to. */
export const hostileKeys: ReadonlySet<string> = new Set(["__proto__", "constructor"]);
/** Makes the count wrong on purpose, so that the record is looked at closely. */
const suspicion = 1e9;

/** Keys of all objects in a value, or far too many where one is hostile. It is never deeper than the scan before allows. */
export function countKeys(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object") count += countKeys(item);
    return count;
  }
  const object = value as { readonly [key: string]: Json };
  for (const key in object) {
    count += key === "__proto__" || key === "constructor" ? suspicion : 1;
    const item = object[key] as Json;
    if (typeof item === "object") count += countKeys(item);
  }
  return count;
}
