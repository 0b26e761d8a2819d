import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Look, Message } from "../message/message.ts";
import { footOf, markLine, type Section, sectionsOf } from "../message/sections.ts";
import { withinRoom } from "../message/within-room.ts";

/** Teams takes about 28 KB, and counts two bytes for each UTF-16 unit. */
const usualRoom = 24_000;
/** What a card is made again with, where even that was too large. */
export const smallRoom = 6_000;

/**
 * A message with one Adaptive Card. Its texts are text runs, which know no Markdown and no mentions: a stream called
 * `<at>everyone</at>` is shown as it is.
 */
export function renderTeams(message: Message, room = usualRoom): { readonly [key: string]: Json } {
  const cardOf = (sections: readonly Section[]) => withCard(message, sections);
  const sizeOf = (sections: readonly Section[]): number => 2 * JSON.stringify(cardOf(sections)).length;
  return cardOf(withinRoom(sectionsOf(message), room, sizeOf));
}

function withCard(message: Message, sections: readonly Section[]): { readonly [key: string]: Json } {
  const commands = message.looks.filter((look) => look.kind === "command");
  const links = message.looks.filter((look) => look.kind === "link");
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [
      titleBlock(message),
      ...sections.flatMap(sectionBlocks),
      ...commands.map(commandBlock),
      footBlock(message),
    ],
    ...(links.length === 0 ? {} : { actions: links.map(action) }),
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}

/** The nearest of the five colours that a card knows. */
function colorOf({ over, kind, severity }: Message): string {
  if (kind === "test" || kind === "digest" || kind === "acknowledged") return "Accent";
  if (over) return "Good";
  if (severity === "info") return "Accent";
  return severity === "warning" ? "Warning" : "Attention";
}

function titleBlock(message: Message): Json {
  const text = `${message.mark.emoji} ${message.title}`;
  return block([{ ...run(text), weight: "Bolder", size: "Medium", color: colorOf(message) }]);
}

function sectionBlocks({ name, lines }: Section): Json[] {
  if (name === null) return lines.filter((line) => line.trim() !== "").map((line) => block([run(line)]));
  const title = { ...run(`${name}: `), weight: "Bolder" };
  if (lines.length === 1) return [block([title, run(lines[0] ?? "")])];
  return [block([title]), ...lines.map((line) => block([run(`• ${line}`)]))];
}

function commandBlock({ text, command }: Extract<Look, { kind: "command" }>): Json {
  return block([run(`${text}: `), { ...run(command), fontType: "Monospace" }]);
}

function footBlock(message: Message): Json {
  const text = `${markLine(message)} · ${footOf(message)} · ${toTimestamp(message.at)}`;
  return block([{ ...run(text), isSubtle: true, size: "Small" }]);
}

function action({ text, url }: Extract<Look, { kind: "link" }>): Json {
  return { type: "Action.OpenUrl", title: text, url };
}

function block(inlines: Json[]): Json {
  return { type: "RichTextBlock", inlines };
}

function run(text: string): { readonly type: string; readonly text: string } {
  return { type: "TextRun", text };
}
