import type { SpokenLine } from "./spoken-log.ts";

/** Lines that are looked at where nobody raised an exception. */
const lastWords = 30;

/** The lines in which somebody's end is told, and which of them name an exception, the root first. */
export interface Trouble {
  readonly lines: readonly SpokenLine[];
  /** Places in `lines` that begin an exception's own words, in the order in which they were raised. */
  readonly exceptions: readonly number[];
}

const tracebackStart = /^\s*(?:[|+]\s*)*(?:Exception Group )?Traceback \(most recent call last\)/;
const chained = /^(?:The above exception was the direct cause|During handling of the above exception)/;
const exceptionLine =
  /^\s*(?:\|\s*)*(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Failed|Failure|Timeout|Warning|NotFound|Violation|Denied|Redirects|Schema|Canceled|Refused|Unavailable|Invalid\w*|\w*)(?::\s|$)/;

/**
 * Finds the last traceback with everything it is chained to, and what came after it; without one the last lines. A
 * traceback that the plugin went on after (many lines without any trouble) is not its end.
 */
export function lastTrouble(lines: readonly SpokenLine[]): Trouble {
  const start = chainStart(lines);
  if (start === null) return { lines: lines.slice(-lastWords), exceptions: [] };
  const part = lines.slice(toldBefore(lines, start));
  return { lines: part, exceptions: exceptionsIn(part) };
}

/** Lines right before a traceback that may say why it came. */
const mostToldBefore = 3;
const errorLevel = /\b(?:ERROR|CRITICAL|FATAL)\b/;

/** A plugin logs a refusal and then stumbles over it: errors that stand right before the traceback belong to it. */
function toldBefore(lines: readonly SpokenLine[], start: number): number {
  let at = start;
  while (at > 0 && start - at < mostToldBefore) {
    const { text, isError } = lines[at - 1] as SpokenLine;
    if (!isError && !errorLevel.test(text)) break;
    at -= 1;
  }
  return at;
}

/** Where the last chain of tracebacks begins. */
function chainStart(lines: readonly SpokenLine[]): number | null {
  let at = lines.findLastIndex(({ text }) => tracebackStart.test(text));
  if (at === -1) return null;
  for (let link = linkBefore(lines, at); link !== null; link = linkBefore(lines, at)) {
    const before = lines.slice(0, link).findLastIndex(({ text }) => tracebackStart.test(text));
    if (before === -1) return Math.max(0, link - 5);
    at = before;
  }
  return at;
}

/** The line that chains the traceback at `at` to the one before it. */
function linkBefore(lines: readonly SpokenLine[], at: number): number | null {
  for (let place = at - 1; place >= Math.max(0, at - 3); place -= 1)
    if (chained.test(lines[place]?.text.trim() ?? "")) return place;
  return null;
}

/** In a traceback the frames are indented; the first line that is not names the exception. */
function exceptionsIn(lines: readonly SpokenLine[]): number[] {
  const places: number[] = [];
  let inside = false;
  for (const [at, { text }] of lines.entries()) {
    if (tracebackStart.test(text)) inside = true;
    else if (inside && exceptionLine.test(text) && !/^\s*File "/.test(text) && !/^\s{2,}/.test(text)) {
      places.push(at);
      inside = false;
    }
  }
  return places;
}
