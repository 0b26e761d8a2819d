import { readPythonRepr } from "./python-repr.ts";

const key = /\s*([A-Za-z_][\w.-]*)=/y;

/**
 * The fields of a line in the form of `--log-format=key_value`: `timestamp='…' level='info' event='…' success=True`.
 * `null` for any other line. A line that is torn gives the fields up to there.
 */
export function keyValueFields(line: string): Readonly<Record<string, unknown>> | null {
  const fields = new Map<string, unknown>();
  for (let at = 0; at < line.length; ) {
    key.lastIndex = at;
    const name = key.exec(line)?.[1];
    if (name === undefined) break;
    const value = readPythonRepr(line, key.lastIndex);
    if (value === null) break;
    if (!fields.has(name)) fields.set(name, value.value);
    at = value.end;
  }
  const told = typeof fields.get("event") === "string" && (fields.has("timestamp") || fields.has("level"));
  return told ? Object.fromEntries(fields) : null;
}
