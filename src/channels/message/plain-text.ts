import type { Message } from "./message.ts";
import { footOf, lookLine, type Section, sectionsOf } from "./sections.ts";
import { withinRoom } from "./within-room.ts";

/** The message as plain text without its title: facts, then where to look, then the small print; at most `room` long. */
export function plainText(message: Message, room = Number.POSITIVE_INFINITY): string {
  const tail = [...message.looks.map(lookLine), footOf(message)].join("\n");
  const textOf = (sections: readonly Section[]): string =>
    [sections.map(sectionText).join("\n"), tail].filter((part) => part !== "").join("\n\n");
  return textOf(withinRoom(sectionsOf(message), room, (sections) => textOf(sections).length));
}

/** `Cause: 401 Unauthorized`; several lines stand below their name. */
export function sectionText({ name, lines }: Section): string {
  if (name === null) return lines.join("\n");
  return lines.length === 1
    ? `${name}: ${lines[0]}`
    : [`${name}:`, ...lines.map((line) => `- ${line}`)].join("\n");
}
