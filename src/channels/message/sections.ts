import { shortId } from "../../lib/short-id.ts";
import type { Look, Message } from "./message.ts";

/** A part of a message's body, in the one order all channels keep. Its `role` says when it gives way. */
export interface Section {
  readonly name: string | null;
  readonly lines: readonly string[];
  readonly role: "cause" | "fact" | "news" | "advice" | "alerts" | "text";
}

/** The body of a message: where, since, cause, news, impact, alerts, what to do. Looks and foot stand apart. */
export function sectionsOf(message: Message): Section[] {
  // Of several alerts a text tells one: none may get lost.
  if (message.text !== null)
    return [
      { name: null, lines: message.text.split("\n"), role: "text" },
      ...several("Alerts", message.alerts, "alerts"),
    ];
  const one = (name: string, value: string | null, role: Section["role"] = "fact"): Section[] =>
    value === null ? [] : [{ name, lines: [value], role }];
  return [
    ...one("Where", message.where),
    ...one("Since", message.since),
    ...one(message.kind === "test" ? "Says" : message.over ? "Was" : "Cause", message.cause, "cause"),
    ...several("News", message.news, "news"),
    ...message.impact.map(({ name, value }): Section => ({ name, lines: [value], role: "fact" })),
    ...several("Alerts", message.alerts, "alerts"),
    ...several("Do", message.advice, "advice"),
  ];
}

function several(name: string, lines: readonly string[], role: Section["role"]): Section[] {
  return lines.length === 0 ? [] : [{ name, lines, role }];
}

/** `Look: pitchpipe alerts show a1b2c3d4`, or the link. */
export function lookLine(look: Look): string {
  return look.kind === "link" ? `${look.text}: ${look.url}` : `${look.text}: ${look.command}`;
}

/** The small print: who says it and which message this is, so that one that comes twice can be told. */
export function footOf({ notificationId, note }: Pick<Message, "notificationId" | "note">): string {
  return `${note === null ? "" : `${note} `}pitchpipe, message ${shortId(notificationId)}`;
}

/** The kind's word, with how bad it is where the word doesn't say it: `Resolved · error`. */
export function markLine({ mark, severity }: Pick<Message, "mark" | "severity">): string {
  return mark.word.toLowerCase() === severity ? mark.word : `${mark.word} · ${severity}`;
}
