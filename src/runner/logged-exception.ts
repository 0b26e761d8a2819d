import { isObject, textOr } from "./json-value.ts";
import type { LoggedException } from "./log-event.ts";

/** The exception a log line carries: Meltano's list of dicts, the older traceback text, or an SDK plugin's own. */
export function exceptionOf(fields: Readonly<Record<string, unknown>>): LoggedException | null {
  const { exception, plugin_exception: ofPlugin } = fields;
  if (Array.isArray(exception) && isObject(exception[0]))
    return {
      type: textOr(exception[0]["exc_type"], "Exception"),
      message: lastLine(textOr(exception[0]["exc_value"], "")),
      lines: bounded(exception.toReversed().flatMap((one) => (isObject(one) ? linesOfStack(one) : []))),
    };
  if (typeof exception === "string") return exceptionOfTraceback(exception);
  if (isObject(ofPlugin))
    return {
      type: textOr(ofPlugin["type"], "Exception"),
      message: lastLine(textOr(ofPlugin["message"], "")),
      lines: bounded(linesOfPlugin(ofPlugin)),
    };
  return null;
}

const mostLines = 200;
const deepestChain = 10;
const head = "Traceback (most recent call last):";
const because = "During handling of the above exception, another exception occurred:";

/** The newest lines: the end of a traceback says more than its beginning. */
function bounded(lines: readonly string[]): readonly string[] {
  return lines.slice(-mostLines).map((line) => line.slice(0, 2_000));
}

/** One of Meltano's stacks; a chain of them lies in a list, the last raised first. */
function linesOfStack(stack: Readonly<Record<string, unknown>>): string[] {
  const frames = Array.isArray(stack["frames"]) ? stack["frames"] : [];
  const named = `${textOr(stack["exc_type"], "Exception")}: ${textOr(stack["exc_value"], "")}`;
  return [because, "", head, ...frames.flatMap(frameLine), ...named.split("\n")];
}

/** An SDK plugin's exception with what it was raised because of. */
function linesOfPlugin(exception: Readonly<Record<string, unknown>>, depth = 0): string[] {
  const { cause, context, traceback } = exception;
  const before = [cause, context].find(isObject);
  const earlier = before === undefined || depth >= deepestChain ? [] : linesOfPlugin(before, depth + 1);
  const frames = Array.isArray(traceback) ? traceback.flatMap(frameLine) : [];
  const named = `${textOr(exception["type"], "Exception")}: ${textOr(exception["message"], "")}`;
  return [...earlier, ...(earlier.length > 0 ? [because, ""] : []), head, ...frames, ...named.split("\n")];
}

function frameLine(frame: unknown): string[] {
  if (!isObject(frame)) return [];
  const place = `  File "${textOr(frame["filename"], "?")}", line ${String(frame["lineno"] ?? "?")}, in ${textOr(frame["function"], textOr(frame["name"], "?"))}`;
  const source = textOr(frame["line"], "").trim();
  return source === "" ? [place] : [place, `    ${source}`];
}

/** The exception a Python traceback ends with, or `null` where the text has none. */
export function exceptionOfTraceback(text: string): LoggedException | null {
  const match =
    /^([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Failed|Timeout|Warning))(?::\s?(.*))?$/s.exec(
      lastLine(text),
    );
  if (match?.[1] === undefined) return null;
  return { type: match[1], message: match[2] ?? "", lines: bounded(text.trimEnd().split("\n")) };
}

/** The last line of a text that is not blank. */
export function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.trim() ?? "";
}
