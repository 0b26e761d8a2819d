import type { Json } from "../canonical-json.ts";
import { formsOf, shortestSecret } from "./forms.ts";
import { replacerOf } from "./known-values.ts";
import { mask } from "./mask.ts";
import { redactPairs } from "./pairs.ts";
import { isSecretName } from "./secret-name.ts";
import { redactShapes } from "./shapes.ts";
import { redactUrlPasswords } from "./url-passwords.ts";

/** Deeper JSON is masked whole: nothing of ours is that deep, and recursion must end before the stack does. */
const deepest = 200;

/** Takes secrets out of what is about to be stored, printed or sent. Never throws; twice is as once. */
export interface Redactor {
  /** Text of one or more lines; unchanged where it holds no secret. Linear in its length. */
  text(input: string): string;
  /** The same for every key and string inside; what a secret's name points to is masked whatever it is. */
  json(value: Json): Json;
}

/** A redactor for these secret values (those under six characters are passed over) and for all known shapes. */
export function createRedactor(secretValues: readonly string[]): Redactor {
  const known = secretValues.filter(({ length }) => length >= shortestSecret);
  const replaceKnown = replacerOf([...new Set(known.flatMap(formsOf))]);
  const text = (input: string): string => redactPairs(redactShapes(redactUrlPasswords(replaceKnown(input))));
  return { text, json: (value) => redactJson(value, text, 0) };
}

function redactJson(value: Json, text: (input: string) => string, depth: number): Json {
  if (typeof value === "string") return text(value);
  if (value === null || typeof value !== "object") return value;
  if (depth >= deepest) return mask;
  if (Array.isArray(value)) return value.map((item: Json) => redactJson(item, text, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => [
    text(key),
    isSecretName(key) && hides(item) ? mask : redactJson(item, text, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** `{"token": null}` and `{"password": ""}` hide nothing, and saying so helps. */
function hides(value: Json): boolean {
  return value !== null && value !== "" && typeof value !== "boolean";
}
