import { numberOrNull, parseObject, textOr } from "./json-value.ts";
import { type LineHead, type LineLevel, type LogEvent, logLevels, type Side } from "./log-event.ts";
import { exceptionOf } from "./logged-exception.ts";
import { meltanoEvent } from "./meltano-event.ts";
import { metricOfObject, metricOfText } from "./metric-line.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Understands one line of Meltano's stderr (3.x and 4.x). Never throws: what is not JSON is text, what is not known is a
 * message. A plugin's words are never taken for Meltano's own events.
 */
export function parseLogLine(line: string): LogEvent {
  const fields = parseObject(line.trim());
  return (fields === null ? null : eventOfFields(fields)) ?? textEvent(line);
}

/** The event that a line's fields describe, whatever form the line had; `null` where they have no `event`. */
export function eventOfFields(fields: Fields): LogEvent | null {
  if (typeof fields["event"] !== "string") return null;
  const head = headOf(fields, fields["event"]);
  if (fields["stdio"] === "stdout") return { ...head, kind: "plugin_stdout" };
  return isPluginLine(fields) ? pluginEvent(head, fields) : meltanoEvent(head, fields);
}

/** A line that is in no form of Meltano's: somebody's plain words. */
export function textEvent(line: string): LogEvent {
  const head: LineHead = { at: null, level: null, plugin: null, side: null, text: line };
  const metric = metricOfText(line);
  if (metric !== null) return { ...head, kind: "metric", metric };
  return { ...head, kind: line.trim() === "Aborted!" ? "terminating" : "text" };
}

function pluginEvent(head: LineHead, fields: Fields): LogEvent {
  const metric = metricOfObject(fields["metric_info"]) ?? metricOfText(head.text);
  if (metric !== null) return { ...head, kind: "metric", metric };
  const structured = parseObject(head.text);
  const said = structured === null ? null : saidIn(structured);
  if (structured !== null && said !== null) {
    const exception = tracebackIn(structured) ?? structured["exception"];
    return pluginEvent(innerHead(head, structured, said), {
      ...structured,
      exception,
      plugin_exception: exception,
    });
  }
  const counts = readerCounts(head.text);
  if (counts !== null) return { ...head, kind: "reader_completed", counts };
  if (isAnnouncement(head.text)) return { ...head, kind: "sdk_announced" };
  return { ...head, kind: "message", exception: exceptionOf(fields) };
}

/** The words of a structured line, as loggers name them; `null` where it is only some JSON. */
function saidIn(structured: Fields): string | null {
  const { message, msg, event } = structured;
  if (typeof message === "string") return message;
  return loggedLevel(structured) === null ? null : textOr(msg, textOr(event, null));
}

/** Loggers keep the traceback beside the words. */
function tracebackIn(structured: Fields): string | null {
  const texts = ["exception", "exc_info", "traceback", "stack_trace"].flatMap((key) =>
    textOr(structured[key], []),
  );
  return texts.find((text) => text.includes("Traceback (most recent call last)")) ?? null;
}

function loggedLevel({ level, levelname, severity }: Fields): LineLevel | null {
  return levelOf(level) ?? levelOf(levelname) ?? levelOf(severity);
}

/** A structured line of a plugin that Meltano did not parse arrives as JSON in `event`, always at level info. */
function innerHead(head: LineHead, structured: Fields, text: string): LineHead {
  return { ...head, level: loggedLevel(structured) ?? head.level, text };
}

function headOf(fields: Fields, text: string): LineHead {
  const plugin = isPluginLine(fields) ? textOr(fields["name"], textOr(fields["string_id"], null)) : null;
  return {
    at: textOr(fields["timestamp"], null),
    level: levelOf(fields["level"]),
    plugin,
    side: sideOf(fields, plugin),
    text,
  };
}

/** Meltano's own lines have none of these keys; 4.x names itself `meltano` in errors of `el`. */
function isPluginLine(fields: Fields): boolean {
  return ["stdio", "string_id", "cmd_type"].some((key) => typeof fields[key] === "string");
}

function sideOf(fields: Fields, plugin: string | null): Side | null {
  const { consumer, producer } = fields;
  if (typeof consumer === "boolean" && typeof producer === "boolean") {
    if (consumer && producer) return "mapper";
    return consumer ? "target" : "tap";
  }
  if (plugin?.startsWith("tap-")) return "tap";
  return plugin?.startsWith("target-") ? "target" : null;
}

function levelOf(value: unknown): LineLevel | null {
  const text = textOr(value, "").toLowerCase();
  return logLevels.find((level) => level === (text === "warn" ? "warning" : text)) ?? null;
}

/** `Reader 'x' completed processing 7 lines of input (1 schemas, …)`, or the SDK's older `completed reading`. */
function readerCounts(text: string) {
  if (!/ completed (?:processing|reading) \d+ lines/.test(text)) return null;
  const count = (pattern: RegExp): number => numberOrNull(Number(pattern.exec(text)?.[1])) ?? 0;
  return {
    lines: count(/(\d+) lines/),
    schemas: count(/(\d+) schemas/),
    records: count(/(\d+) records/),
    states: count(/(\d+) state messages/),
  };
}

/** What every SDK plugin says first; older targets say that they listen. */
function isAnnouncement(text: string): boolean {
  return /^\S+ v\S+, Meltano SDK v/.test(text) || /^Target '[^']+' is listening for input/.test(text);
}
