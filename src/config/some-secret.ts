import type { Json } from "../lib/canonical-json.ts";
import { hasSecretShape, isSecretName } from "../lib/redaction/index.ts";

/** What names of HTTP headers have in them that carry something to log in with: `X-Auth`, `Cookie`, `Api-Key`. */
const secretPart = /auth|token|key|secret|cookie|session|passw|credential|signature/i;

/** Whether a value in a map of open names, such as headers, must be taken for a secret. */
export function isSomeSecret(name: string | number, value: Json): boolean {
  const text = String(name);
  return secretPart.test(text) || isSecretName(text) || (typeof value === "string" && looksRandom(value));
}

/** More than 20 characters that no words make: letters and digits in one piece, or the shape of a known secret. */
function looksRandom(value: string): boolean {
  return hasSecretShape(value) || value.split(/\s+/).some((word) => isRandomWord(word));
}

function isRandomWord(word: string): boolean {
  const parts = word.split(/[-_.:/]/).filter((part) => part !== "");
  const readable = parts.every((part) => /^(?:[A-Za-z]{1,15}|\d{1,8})$/.test(part));
  return word.length > 20 && !readable;
}
