import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { cut } from "../message/cut.ts";
import type { Look, Message } from "../message/message.ts";
import { footOf, markLine, type Section, sectionsOf } from "../message/sections.ts";
import { withinRoom } from "../message/within-room.ts";

/** Discord's limits: title 256, description 4,096, footer 2,048, an embed 6,000 in all. */
const longestTitle = 256;
const longestDescription = 4_096;
const longestFoot = 1_000;

/** A message with one embed. No mention in it is ever read as one. */
export function renderDiscord(message: Message): { readonly [key: string]: Json } {
  const link = message.looks.find((look) => look.kind === "link");
  return {
    username: "pitchpipe",
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: titleOf(message),
        ...(link?.kind === "link" ? { url: link.url } : {}),
        description: descriptionOf(message),
        color: Number.parseInt(message.mark.color.slice(1), 16),
        footer: { text: cut(`${markLine(message)} · ${footOf(message)}`, longestFoot) },
        timestamp: toTimestamp(message.at),
      },
    ],
  };
}

/** Escapes Discord's Markdown, its mentions and its links. */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|<>[\]()#@]/g, "\\$&");
}

/** Cut before it is escaped: half an escape would swallow what follows. */
function titleOf({ mark, title }: Message): string {
  let length = title.length;
  const made = (): string => `${mark.emoji} ${escapeDiscord(cut(title, length))}`;
  while (made().length > longestTitle) length -= 8;
  return made();
}

function descriptionOf(message: Message): string {
  const looks = message.looks.map(lookText).join("\n");
  const textOf = (sections: readonly Section[]): string =>
    [sections.map(sectionText).join("\n"), looks].filter((part) => part !== "").join("\n\n");
  return textOf(withinRoom(sectionsOf(message), longestDescription, (sections) => textOf(sections).length));
}

function sectionText({ name, lines }: Section): string {
  const escaped = lines.map(escapeDiscord);
  if (name === null) return escaped.join("\n");
  return lines.length === 1
    ? `**${escapeDiscord(name)}:** ${escaped[0]}`
    : [`**${escapeDiscord(name)}:**`, ...escaped.map((line) => `• ${line}`)].join("\n");
}

function lookText(look: Look): string {
  return look.kind === "link"
    ? `[${escapeDiscord(look.text)}](${look.url.replaceAll("(", "%28").replaceAll(")", "%29")})`
    : `${look.text}: \`${look.command.replaceAll("`", "")}\``;
}
