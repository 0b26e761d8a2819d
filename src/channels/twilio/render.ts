import { cut } from "../message/cut.ts";
import type { Message } from "../message/message.ts";
import { sectionText } from "../message/plain-text.ts";
import { footOf, lookLine, type Section, sectionsOf } from "../message/sections.ts";
import { withinRoom } from "../message/within-room.ts";

/** Twilio's limit for a message's body. */
const longestBody = 1_600;
/** A WhatsApp template may have 1,024 characters with its variables. */
const longestVariables = { title: 200, facts: 500, look: 300 } as const;

/** What phones have of the usual punctuation; any other character makes every segment of a text message half as long. */
const plainer: Readonly<Record<string, string>> = {
  "\u00a0": " ",
  "·": "-",
  "•": "-",
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "…": "...",
  "`": "'",
};

/** A text message: the title, then the facts it doesn't hold yet, then where to look. */
export function renderSms(message: Message): string {
  const title = plain(message.title);
  const told = (cause: string): boolean => title.includes(plain(cause).replace(/[.!]+$/, ""));
  const sections = sectionsOf(message).filter(({ role, lines }) => role !== "cause" || !told(lines[0] ?? ""));
  const tail = [...message.looks.map(lookLine), `(${footOf(message)})`];
  const textOf = (all: readonly Section[]): string =>
    plain([message.title, ...all.map(sectionText), ...tail].join("\n"));
  // Only where to look and the small print stand behind the cause: they go last of all.
  return cut(textOf(withinRoom(sections, longestBody, (all) => textOf(all).length)), longestBody);
}

/** The variables of an approved template: 1 the title, 2 the facts, 3 where to look; none of them may have line breaks. */
export function renderTemplateVariables(message: Message): Readonly<Record<"1" | "2" | "3", string>> {
  const textOf = (all: readonly Section[]): string => all.map(sectionLine).join("; ");
  const facts = textOf(withinRoom(sectionsOf(message), longestVariables.facts, (all) => textOf(all).length));
  const [look] = message.looks;
  return {
    "1": cut(message.title, longestVariables.title),
    "2": facts || message.title,
    "3": cut(
      look === undefined ? footOf(message) : `${lookLine(look)} (${footOf(message)})`,
      longestVariables.look,
    ),
  };
}

function sectionLine({ name, lines }: Section): string {
  const text = lines.join(", ").replace(/\s+/g, " ");
  return name === null ? text : `${name}: ${text}`;
}

function plain(text: string): string {
  return text.replace(/[\u00a0·•–—‘’“”…`]/g, (character) => plainer[character] ?? character);
}
