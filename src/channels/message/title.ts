import type { NotificationKind } from "../../model/alert.ts";
import { cut, oneLine } from "./cut.ts";
import { titleWord } from "./marks.ts";

/** Where the cause must be found in a title, subject or text message. */
export const causeWithin = 80;

/** The longest title: vendors' own limits are above it, but Slack's header. */
const longestTitle = 200;

/**
 * The title of a message: what is told, with the kind's word where the title doesn't say it, and the cause within its first
 * 80 characters. A cause that is longer than that begins within them.
 */
export function titleFrom(told: string, kind: NotificationKind, cause: string | null): string {
  const base = withWord(oneLine(told), titleWord(kind));
  if (cause === null || kind === "test") return cut(base, longestTitle);
  const short = oneLine(cause).replace(/[.!]+$/, "");
  return cut(withCause(base, short), longestTitle);
}

function withWord(title: string, word: string | null): string {
  const said = word === null || title.slice(0, 30).toLowerCase().includes(word.toLowerCase());
  return said ? title : `${word}: ${title}`;
}

function withCause(title: string, cause: string): string {
  const head = title.slice(0, causeWithin).toLowerCase();
  if (cause === "" || head.includes(cause.toLowerCase())) return title;
  // "daily-load succeeded" and "daily-load succeeded in 20 s" are one thing said twice.
  const bare = title.replace(/[.:\s]+$/, "");
  if (cause.toLowerCase().startsWith(bare.toLowerCase())) return cause;
  const at = head.indexOf(cause.slice(0, 24).toLowerCase());
  // A long cause that the title begins to tell early enough is told by it.
  if (at >= 0 && (at <= 40 || cause.length > causeWithin)) return title;
  const added = `${bare}: ${cause}`;
  return bare.length + 2 + Math.min(cause.length, 40) <= causeWithin ? added : `${cause} - ${bare}`;
}
