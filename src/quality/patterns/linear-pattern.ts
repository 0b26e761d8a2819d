import { RE2JS } from "re2js";
import { messageOf } from "../../lib/errors.ts";

/** A pattern that is matched in time proportional to the text, whatever both are. */
export interface LinearPattern {
  test(text: string): boolean;
}

/** Longer texts are matched by the linear engine alone. */
const longestNative = 256;

/**
 * Compiles a regular expression in RE2's syntax (as Go, BigQuery and Snowflake's `RLIKE` nearly have it: no references
 * back, no look-around). Simple ones on short texts go to JavaScript's own engine, which then means the same and is faster.
 */
export function linearPattern(source: string): LinearPattern | { readonly error: string } {
  let linear: RE2JS;
  try {
    linear = RE2JS.compile(source);
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
  const native = nativePattern(source);
  if (native === null) return { test: (text) => linear.test(text) };
  return { test: (text) => (text.length <= longestNative ? native.test(text) : linear.test(text)) };
}

/** What means the same to both engines, one token at a time; a dot and `\\s` do not. */
const token =
  /\\[dDwWnrt\\.+*?()[\]{}|^$/-]|\[\^?(?:\\[dDwWnrt\\.+*?()[\]{}|^$/-]|[A-Za-z0-9 _@%&:;,.=#~<>!+*/-])+\]|\(\?:|[()|^$]|[*+?]|\{\d{1,2}(?:,\d{0,2})?\}|[A-Za-z0-9 _@%&:;,=#~<>!/'"-]/y;

/** The pattern for JavaScript's engine, where it means the same there and can't take long on a short text. */
export function nativePattern(source: string): RegExp | null {
  const tokens = tokensOf(source);
  if (tokens === null || /\)[*+?{]/.test(source)) return null;
  // Whatever can go more than one way is tried again and again: one such place, or two behind a fixed beginning.
  const ways = tokens.filter((found) => /^(?:[*+?|]|\{\d+,\d*\})$/.test(found)).length;
  if (ways > (tokens[0] === "^" ? 2 : 1)) return null;
  try {
    return new RegExp(source, "u");
  } catch {
    // Not a pattern there (`a**`): the other engine knows what it is.
    return null;
  }
}

function tokensOf(source: string): string[] | null {
  const found: string[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < source.length; at = token.lastIndex) {
    const match = token.exec(source);
    if (match === null) return null;
    found.push(match[0]);
  }
  return found;
}
