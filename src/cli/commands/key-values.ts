import { UsageError } from "../../lib/errors.ts";

/** For options that can be given several times: what was given so far and one more. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** A map from `KEY=VALUE` texts; the value may hold further `=`. Raises `USAGE` for a text without one. */
export function keyValues(option: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text) => keyValue(option, text)));
}

function keyValue(option: string, text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError({ code: "USAGE", what: `${option} takes KEY=VALUE, not ${text}.` });
}
