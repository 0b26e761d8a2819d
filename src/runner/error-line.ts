import type { LineHead } from "./log-event.ts";
import { exceptionOfTraceback, lastLine } from "./logged-exception.ts";

// Unstructured lines of plugins always come at level info: their own words must tell.
const says = /(?:^|[\s|[=])(?:ERROR|CRITICAL|FATAL)(?:[\s|\]:]|$)|^(?:error|fatal|Error|Fatal|panic)\b[:!]/;

/** Whether a line says that something went wrong, by its level or, for unstructured text, by its words. */
export function isErrorLine({ level, text }: Pick<LineHead, "level" | "text">): boolean {
  if (level === "error" || level === "critical") return true;
  return says.test(text) || exceptionOfTraceback(text) !== null;
}

/** Whether a line is only the echo of the other end of a pipe having gone. */
export function isBrokenPipe(text: string): boolean {
  return /BrokenPipe|Broken pipe|EPIPE/.test(text);
}

/** A line of a message that says it all: of a traceback in one event, its last line. */
export function tellingLine(text: string): string {
  // Nearly all are of one line, and logs have millions of them.
  if (!text.includes("\n")) return text.trim();
  return /^Traceback |\nTraceback /.test(text) ? lastLine(text) : (text.trim().split("\n")[0] ?? "");
}
