import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { cut } from "../message/cut.ts";
import type { Look, Message } from "../message/message.ts";
import { footOf, markLine, type Section, sectionsOf } from "../message/sections.ts";
import { withinRoom } from "../message/within-room.ts";

/** Slack's limit for a section's text is 3,000, for a button's address 3,000, for its text 75. */
const longestSection = 2_900;

export type SlackMessage = { readonly [key: string]: Json };

/**
 * A Slack message: the title as its text (what notifications show), the rest beside a bar in the kind's colour. Everything
 * is escaped, so that a stream called `<!channel>` pings nobody.
 */
export function renderSlack(message: Message): SlackMessage {
  const title = `${message.mark.emoji} *${escapeSlack(message.title)}*`;
  return {
    text: title,
    unfurl_links: false,
    unfurl_media: false,
    attachments: [
      { color: message.mark.color, fallback: escapeSlack(message.title), blocks: blocksOf(message) },
    ],
  };
}

/** What Slack reads as mentions, channels and links begins with `<`; the three characters it wants escaped. */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function blocksOf(message: Message): Json[] {
  const textOf = (sections: readonly Section[]): string => sections.map(sectionText).join("\n");
  const facts = textOf(
    withinRoom(sectionsOf(message), longestSection, (sections) => textOf(sections).length),
  );
  const commands = message.looks.filter((look) => look.kind === "command");
  const links = message.looks.filter((look) => look.kind === "link");
  return [
    ...(facts === "" ? [] : [section(facts)]),
    ...(commands.length === 0 ? [] : [section(commands.map(commandText).join("\n"))]),
    ...(links.length === 0 ? [] : [{ type: "actions", elements: links.map(button) }]),
    { type: "context", elements: [{ type: "mrkdwn", text: footText(message) }] },
  ];
}

function section(text: string): Json {
  return { type: "section", text: { type: "mrkdwn", text } };
}

function sectionText({ name, lines }: Section): string {
  const escaped = lines.map(escapeSlack);
  if (name === null) return escaped.join("\n");
  return lines.length === 1
    ? `*${escapeSlack(name)}*: ${escaped[0]}`
    : [`*${escapeSlack(name)}*:`, ...escaped.map((line) => `• ${line}`)].join("\n");
}

function commandText({ text, command }: Extract<Look, { kind: "command" }>): string {
  return `${text}: \`${escapeSlack(command)}\``;
}

function button({ text, url }: Extract<Look, { kind: "link" }>): Json {
  return { type: "button", text: { type: "plain_text", text: cut(text, 75) }, url };
}

function footText(message: Message): string {
  return cut(`${markLine(message)} · ${escapeSlack(footOf(message))} · ${toTimestamp(message.at)}`, 1_900);
}
