import { readPythonRepr } from "./python-repr.ts";

type Fields = Readonly<Record<string, unknown>>;

const head =
  /^(\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?) \[(debug|info|warning|error|critical)\s*\](?: |$)/;

/**
 * The fields of a line of the console form (`--log-format=colored` and `uncolored`, `elt.log`), colours taken out:
 * `2026-11-21T08:08:41.231739Z [info     ] tap-x        text`. Meltano 4.1 and later has the name's column and leaves most
 * fields out; 3.x has no such column and writes all fields behind the text. `null` for any other line.
 */
export function consoleFields(line: string): Fields | null {
  const match = head.exec(line);
  if (match === null) return null;
  const [all, timestamp, level] = match;
  const rest = line.slice(all.length);
  const { event, ...others } = trailing(rest) ?? column(rest) ?? { event: rest.trimEnd() };
  return { ...result(event, level), ...others, timestamp, level, event };
}

type Said = Fields & { readonly event: string };

const nameWidth = 12;

/** The name's column, padded to twelve characters; Meltano's own lines have `meltano` in it. */
function column(rest: string): Said | null {
  const [, name = "", gap = "", event = ""] = /^(\S+)( *)([\s\S]*)$/.exec(rest) ?? [];
  const expected = Math.max(1, nameWidth + 1 - name.length);
  const isNameOfPlugin = name.includes("-") && /^[\w.:@-]+$/.test(name);
  // What a plugin said may begin with spaces: lines of a traceback do.
  const indent = isNameOfPlugin ? gap.slice(expected) : "";
  if (event !== "" && gap.length - indent.length !== expected) return null;
  if (event === "" && rest !== "meltano" && name.length + gap.length < nameWidth) return null;
  // Before 4.1 a text stands there, and its first word may be long.
  if (name.length >= nameWidth && !isNameOfPlugin) return null;
  return { ...(name === "meltano" ? {} : { name, stdio: "stderr" }), event: `${indent}${event}`.trimEnd() };
}

/** Meltano 4 shows no `success`, but writes the line of a failed block, and only that, at level error. */
function result(event: string, level: string | undefined): Fields {
  return /^Block run completed\.?$/.test(event) ? { success: level !== "error" } : {};
}

const known =
  /\s(?:block_count|block_type|cmd_type|code|consumer|duration_seconds|err|exit_codes|graceful|job_name|message|name|producer|run_id|set_number|state_id|status|stdio|string_id|success|timeout_seconds|type)=/g;

/** Fields looked at from the end of a line; there are at most a dozen. */
const most = 24;

/** Fields behind the text, in alphabetical order. The text may end with words of that form too: not its ones are known. */
function trailing(rest: string): Said | null {
  if (!rest.includes(" run_id=") && !rest.includes(" stdio=")) return null;
  for (const { index } of [...rest.matchAll(known)].slice(-most)) {
    const fields = fieldsFrom(rest, index);
    if (fields !== null && ("run_id" in fields || "stdio" in fields))
      return { ...fields, event: rest.slice(0, index).trimEnd() };
  }
  return null;
}

const key = /\s+([a-z_]+)=/y;

/** The fields that fill a text from a place to its end. */
function fieldsFrom(text: string, from: number): Fields | null {
  const fields = new Map<string, unknown>();
  let last = "";
  for (let at = from; at < text.length; ) {
    key.lastIndex = at;
    const name = key.exec(text)?.[1];
    if (name === undefined || name <= last) return null;
    const value = readPythonRepr(text, key.lastIndex);
    if (value === null) return null;
    fields.set(name, value.value);
    [last, at] = [name, value.end];
  }
  return Object.fromEntries(fields);
}
