import { stripControl } from "../lib/terminal-text.ts";
import { collectedLine } from "./collected-line.ts";
import { consoleFields } from "./console-line.ts";
import { parseObject, textOr } from "./json-value.ts";
import { keyValueFields } from "./key-value-line.ts";
import type { LogEvent } from "./log-event.ts";
import { eventOfFields, textEvent } from "./parse-log-line.ts";
import { plainFields } from "./plain-line.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The forms of Meltano's log, by what `--log-format` calls them; `console` is colored and uncolored. */
export type LogForm = "json" | "key_value" | "console" | "plain";

/** A line of a log in any form, with what it says of its run besides the event. */
export interface ReadLine {
  readonly event: LogEvent;
  /** `null` where the line is in no form of Meltano's: whoever wrote it. */
  readonly form: LogForm | null;
  /** A lower-case UUID; `null` where the line has none. */
  readonly runId: string | null;
  readonly stateId: string | null;
  /** How the plugin was called: `elb`, `extractor`, `loader`, `command`. */
  readonly commandType: string | null;
}

/**
 * Understands one line of a log made elsewhere, in any form, also behind what a collector of logs puts before it. Texts
 * of the plain form are only looked for where `plain` is set. Never throws.
 */
export function readLogLine(line: string, { plain }: { readonly plain: boolean }): ReadLine {
  const own = collectedLine(line);
  const json = eventFields(parseObject(own.trim()));
  if (json !== null) return read(json, "json", own);
  const text = stripControl(own);
  const keyValue = keyValueFields(text);
  if (keyValue !== null) return read(keyValue, "key_value", text);
  const console = consoleFields(text);
  if (console !== null) return read(console, "console", text);
  const fields = plain ? plainFields(text.trimEnd()) : null;
  if (fields !== null) return read(fields, "plain", text);
  return {
    event: textEvent(stripControl(line)),
    form: null,
    runId: null,
    stateId: null,
    commandType: null,
  };
}

/** Other programs log JSON too; Meltano's has a level or a time with it. */
function eventFields(fields: Fields | null): Fields | null {
  if (fields === null || typeof fields["event"] !== "string") return null;
  return typeof fields["level"] === "string" || typeof fields["timestamp"] === "string" ? fields : null;
}

function read(fields: Fields, form: LogForm, line: string): ReadLine {
  const event = eventOfFields(fields) ?? textEvent(line);
  const named = /^Running job with name '.*' and run ID '([\w-]+)'/.exec(event.text)?.[1];
  return {
    event,
    form,
    runId: uuidOf(fields["run_id"]) ?? (event.kind === "job_started" ? uuidOf(named) : null),
    stateId: stateIdIn(event) ?? textOr(fields["job_name"], textOr(fields["state_id"], null)),
    commandType: textOr(fields["cmd_type"], null),
  };
}

function stateIdIn(event: LogEvent): string | null {
  if (event.kind === "job_started") return event.stateId;
  if (event.plugin !== null) return null;
  return /Using an ephemeral state ID '([^']+)'/.exec(event.text)?.[1] ?? null;
}

const canonicalUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function uuidOf(value: unknown): string | null {
  // As nearly every line has it: the rest is for the others.
  if (typeof value === "string" && canonicalUuid.test(value)) return value;
  const hex = textOr(value, "").replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return null;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
