import type { NotificationKind } from "../../model/alert.ts";
import { cut, oneLine } from "./cut.ts";
import { titleWord } from "./marks.ts";

/** Where the cause must be found in a title, subject or text message. */
const causeWithin = 80;

/** A cause up to this long stands whole within them; of a longer one there is at least so much. */
const wholeCause = 60;
const partOfCause = 40;

/** The longest title: vendors' own limits are above it, but Slack's header. */
const longestTitle = 200;

/**
 * The title of a message: what is told, with the kind's word where the title doesn't say it, and the cause within its first
 * 80 characters. A cause of up to 60 characters is whole there; of a longer one there are at least 40.
 */
export function titleFrom(told: string, kind: NotificationKind, cause: string | null): string {
  const word = titleWord(kind);
  const base = withWord(withoutOther(oneLine(told), kind), word);
  if (cause === null || kind === "test") return cut(base, longestTitle);
  const short = oneLine(cause).replace(/[.!]+$/, "");
  return cut(withCause(base, short, word), longestTitle);
}

/** What the engine begins titles of these kinds with: beside the kind's own word it would push the cause away. */
const otherWords: Readonly<Partial<Record<NotificationKind, string>>> = {
  escalation: "Not acknowledged: ",
  silence_ending: "A silence ends soon: ",
};

function withoutOther(title: string, kind: NotificationKind): string {
  const other = otherWords[kind];
  return other !== undefined && title.startsWith(other) ? title.slice(other.length) : title;
}

function withWord(title: string, word: string | null): string {
  const said = word === null || title.slice(0, 30).toLowerCase().includes(word.toLowerCase());
  return said ? title : `${word}: ${title}`;
}

function withCause(title: string, cause: string, word: string | null): string {
  if (cause === "" || isToldEarly(title, cause)) return title;
  const bare = withoutEnd(title);
  // "daily-load succeeded" and "daily-load succeeded in 20 s" are one thing said twice.
  if (cause.toLowerCase().startsWith(bare.toLowerCase())) return cause;
  const rest = without(bare, cause);
  const needed = cause.length > wholeCause ? partOfCause : cause.length;
  const from = startOfCause(bare, cause);
  if (from > 0 && from + needed <= causeWithin) return `${bare.slice(0, from)}${cause}`;
  if (rest !== "" && rest.length + 2 + needed <= causeWithin) return `${rest}: ${cause}`;
  const { lead, what } = partsOf(rest, word);
  const first = lead.length + needed <= causeWithin ? `${lead}${cause}` : cause;
  const last = first === cause ? rest : what;
  return last === "" ? first : `${first} - ${last}`;
}

/** Where a title begins to tell the cause with which it ends: "orders: id is empty" and "id is empty (3 of 10)"; else -1. */
function startOfCause(title: string, cause: string): number {
  const ends = [...title.matchAll(/: /g)].map(({ index }) => index + 2);
  return ends.find((at) => cause.toLowerCase().startsWith(title.slice(at).toLowerCase())) ?? -1;
}

/** Whether the first 80 characters hold the cause: all of it, or the first 40 characters of a long one. */
function isToldEarly(title: string, cause: string): boolean {
  const head = title.slice(0, causeWithin).toLowerCase();
  if (head.includes(cause.toLowerCase())) return true;
  const at = head.indexOf(cause.toLowerCase().slice(0, partOfCause));
  return cause.length > wholeCause && at >= 0;
}

/** The title without the cause that it tells too late. */
function without(title: string, cause: string): string {
  const at = title.toLowerCase().indexOf(cause.toLowerCase());
  if (at < 0) return title;
  const after = title.slice(at + cause.length).replace(/^[.!]+/, "");
  return `${withoutEnd(title.slice(0, at))}${after}`.trim();
}

/** What begins a title with the kind's word, such as `Resolved: `, and the rest of it. */
function partsOf(title: string, word: string | null): { readonly lead: string; readonly what: string } {
  const [, lead = "", what = ""] = /^([^:]{3,24}: )(.*)$/.exec(title) ?? [];
  const isLead = word !== null && lead.toLowerCase().includes(word.toLowerCase());
  return isLead ? { lead, what } : { lead: "", what: title };
}

function withoutEnd(text: string): string {
  return text.replace(/[.:\s]+$/, "");
}
