import { bareTracebacks } from "./bare-tracebacks.ts";
import type { SpokenLine } from "./spoken-log.ts";

/** Lines that are looked at where nobody raised an exception. */
const lastWords = 30;

/** A line of code or its place in a traceback; an exception's name and words; or whatever else was said. */
export type LinePart = "code" | "raised" | "said";

/** The lines in which somebody's end is told, and which of them name an exception, the root first. */
export interface Trouble {
  readonly lines: readonly SpokenLine[];
  /** Places in `lines` that begin an exception's own words, in the order in which they were raised. */
  readonly exceptions: readonly number[];
  /** What each of `lines` is. */
  readonly parts: readonly LinePart[];
}

const tracebackStart = /^\s*(?:[|+]\s*)*(?:Exception Group )?Traceback \(most recent call last\)/;
const chained = /^(?:The above exception was the direct cause|During handling of the above exception)/;
/** Rich draws tracebacks into a box. */
const boxed = /^\s*[│╭╰┌└┃]/;
/** Where a program of Node or Java was. */
const placeInCode = /^\s+at (?:[\w$.<>[\] ]+ )?\(?\S+:\d+(?::\d+)?\)?$|^\s+at [\w$.]+\([^)]*\)$/;
/** A logger begins a new message. */
const logged =
  /^(?:\d{4}-\d\d-\d\d[T ]|time=|\[?(?:DEBUG|INFO|WARNING|ERROR|CRITICAL|FATAL)\b|\{"(?:event|level|time))/;

/**
 * Finds the last traceback with everything it is chained to, and what came after it; without one the last lines. A
 * traceback that the plugin went on after (many lines without any trouble) is not its end.
 */
export function lastTrouble(spoken: readonly SpokenLine[]): Trouble {
  const lines = bareTracebacks(withoutLoggingErrors(spoken));
  const start = chainStart(lines);
  if (start === null) {
    const last = lines.slice(-lastWords);
    return {
      lines: last,
      exceptions: [],
      parts: boxedParts(last),
    };
  }
  const part = lines.slice(toldBefore(lines, start));
  return { lines: part, ...partsOf(part) };
}

/** Rich draws what it says into boxes, too: only those of tracebacks hold code. */
function boxedParts(lines: readonly SpokenLine[]): LinePart[] {
  let isCode = true;
  return lines.map(({ text }) => {
    if (/^\s*[╭┌]/.test(text)) isCode = /Traceback/.test(text);
    return (isCode && boxed.test(text)) || placeInCode.test(text) ? "code" : "said";
  });
}

/** Python's complaint that a line could not be logged: a traceback of the logger's own, and where it was called. */
function withoutLoggingErrors(lines: readonly SpokenLine[]): readonly SpokenLine[] {
  const kept: SpokenLine[] = [];
  let place: "outside" | "traceback" | "call stack" = "outside";
  for (const line of lines) {
    if (line.text === "--- Logging error ---") place = "traceback";
    else if (place === "traceback" && line.text === "Call stack:") place = "call stack";
    else if (place === "call stack" && !line.text.startsWith("  ")) place = "outside";
    if (place === "outside") kept.push(line);
  }
  return kept;
}

/** Lines right before a traceback that may say why it came. The C library of Kafka numbers its levels. */
const mostToldBefore = 3;
const errorLevel = /\b(?:ERROR|CRITICAL|FATAL)\b|^%[0-3]\|/;

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
  if (/^\s+\|/.test(lines[at]?.text ?? "")) at = groupStart(lines, at);
  for (let link = linkBefore(lines, at); link !== null; link = linkBefore(lines, at)) {
    const before = lines.slice(0, link).findLastIndex(({ text }) => tracebackStart.test(text));
    if (before === -1) return Math.max(0, link - 5);
    at = before;
  }
  return childsStart(lines, at) ?? at;
}

/** How far back a child's own traceback may begin. */
const longestOfChild = 80;

/** A program that only says that its child failed: the child told why, right before. */
function childsStart(lines: readonly SpokenLine[], at: number): number | null {
  if (!lines.slice(at).some(({ text }) => /^(?:subprocess\.)?CalledProcessError: /.test(text))) return null;
  const before = lines.slice(0, at).findLastIndex(({ text }) => tracebackStart.test(text));
  return before === -1 || at - before > longestOfChild ? null : before;
}

/** Where the group of exceptions begins that the one at `at` is of. */
function groupStart(lines: readonly SpokenLine[], at: number): number {
  const group = lines.slice(0, at).findLastIndex(({ text }) => /Exception Group Traceback/.test(text));
  return group === -1 ? at : group;
}

/** The line that chains the traceback at `at` to the one before it. */
function linkBefore(lines: readonly SpokenLine[], at: number): number | null {
  for (let place = at - 1; place >= Math.max(0, at - 3); place -= 1)
    if (chained.test(lines[place]?.text.trim() ?? "")) return place;
  return null;
}

/** An exception's words may go on for so many lines. */
const longestMessage = 40;

/**
 * In a traceback the frames are indented; the first line that is not names the exception. What follows belongs to it until
 * somebody logs again.
 */
function partsOf(lines: readonly SpokenLine[]): Pick<Trouble, "exceptions" | "parts"> {
  const exceptions: number[] = [];
  const parts: LinePart[] = [];
  let inside = false;
  for (const [at, { text }] of lines.entries()) {
    const part: LinePart = inside ? partInside(text) : partOutside(text, goesOn(parts, exceptions, at, text));
    parts.push(part);
    if (inside && part === "raised") exceptions.push(at);
    inside = tracebackStart.test(text) || (inside && part !== "raised");
  }
  return { exceptions, parts };
}

function partInside(text: string): LinePart {
  // A group's traceback stands behind a bar.
  const bare = text.replace(/^ {0,8}[|+] /, "");
  if (tracebackStart.test(text) || /^\s/.test(bare) || bare === "") return "code";
  return logged.test(bare) ? "said" : "raised";
}

function partOutside(text: string, belongs: boolean): LinePart {
  if (tracebackStart.test(text)) return "code";
  if (belongs) return "raised";
  return boxed.test(text) ? "code" : "said";
}

function goesOn(
  parts: readonly LinePart[],
  exceptions: readonly number[],
  at: number,
  text: string,
): boolean {
  if (parts.at(-1) !== "raised" || at - (exceptions.at(-1) ?? 0) > longestMessage) return false;
  return !logged.test(text) && !chained.test(text.trim());
}
