import { isObject, textOr } from "./json-value.ts";
import type { LoggedException } from "./log-event.ts";

/** The exception a log line carries: Meltano's list of dicts, the older traceback text, or an SDK plugin's own. */
export function exceptionOf(fields: Readonly<Record<string, unknown>>): LoggedException | null {
  const { exception, plugin_exception: ofPlugin } = fields;
  if (Array.isArray(exception) && isObject(exception[0]))
    return {
      type: textOr(exception[0]["exc_type"], "Exception"),
      message: lastLine(textOr(exception[0]["exc_value"], "")),
    };
  if (typeof exception === "string") return exceptionOfTraceback(exception);
  if (isObject(ofPlugin))
    return {
      type: textOr(ofPlugin["type"], "Exception"),
      message: lastLine(textOr(ofPlugin["message"], "")),
    };
  return null;
}

/** The exception a Python traceback ends with, or `null` where the text has none. */
export function exceptionOfTraceback(text: string): LoggedException | null {
  const match =
    /^([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Failed|Timeout|Warning))(?::\s?(.*))?$/s.exec(
      lastLine(text),
    );
  return match?.[1] === undefined ? null : { type: match[1], message: match[2] ?? "" };
}

/** The last line of a text that is not blank. */
export function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.trim() ?? "";
}
