import type { Json } from "../../lib/canonical-json.ts";
import { maskValue } from "../../lib/redaction/index.ts";
import type { JsonObject, RecordView } from "../check.ts";
import { textOfNumber } from "../exact/exact-value.ts";
import type { Field } from "../fields/field.ts";
import type { SamplesSettings } from "../settings.ts";

/** How much of one value a sample shows. */
const longest = 200;

/** What findings may show of rows. */
export interface SamplePolicy extends SamplesSettings {
  /** Takes out what is known to be secret, whatever else is allowed. */
  readonly redact: (value: Json) => Json;
}

/**
 * What a finding shows of a row: its line, and the values of its key and of the fields in question, masked or as they are.
 * `null` where nothing may be shown.
 */
export function sampleOf(
  { record, numbers, line }: RecordView,
  fields: readonly Field[],
  policy: SamplePolicy,
  hidesValues: boolean,
): Json {
  if (policy.values === "none") return null;
  const isMasked = policy.values === "masked" || hidesValues;
  const values: Record<string, Json> = {};
  for (const field of fields) {
    const found: Json[] = [];
    field.some(record, (value, holder, key) => {
      found.push(shown(value, holder, key, isMasked));
      return found.length >= 5;
    });
    define(values, field.path, field.isMany ? found : (found[0] ?? null));
  }
  return { line, values: isMasked ? values : (policy.redact(values) as JsonObject) };

  function shown(value: Json | undefined, holder: object, key: string | number, masked: boolean): Json {
    if (value === undefined || value === null || typeof value === "boolean") return value ?? null;
    const text = typeof value === "number" ? textOfNumber(value, holder, key, numbers) : textOf(value);
    if (masked) return maskValue(text);
    return typeof value === "number" && String(value) === text ? value : cut(text);
  }
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** A field may be called `__proto__`. */
function define(values: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true });
}
