import type { Redactor } from "../../lib/redaction/index.ts";
import type { Alert, Notification } from "../../model/alert.ts";
import { severities } from "../../model/severity.ts";
import type { OwnWords } from "../effects.ts";
import { statusOf } from "../notice-document.ts";
import { cleanNotification, cleanWords } from "./clean.ts";
import { cut, oneLine } from "./cut.ts";
import { causeOf, restOf, sinceOf, whereOf } from "./facts.ts";
import { markOf } from "./marks.ts";
import type { Message } from "./message.ts";
import { newsOf } from "./news.ts";
import { streamsOf } from "./streams.ts";
import { titleFrom } from "./title.ts";
import { looksOf } from "./where-to-look.ts";

export interface MessageContext {
  readonly redactor: Redactor;
  readonly externalUrl: string | null;
  readonly timeZone: string;
  readonly words: OwnWords | null;
}

/** So many alerts of one notification get a line of their own. */
const mostListed = 20;
const longestSubject = 250;

/**
 * The one message that every channel for people renders. Facts come from the alerts; the notification's title and message
 * give the words for the kind (how it ended, what changed) and stand in where there is no alert; the user's own words
 * win over both.
 */
export function buildMessage(told: Notification, context: MessageContext): Message {
  // First of all: what is cut later must hold no half of a secret.
  const notification = cleanNotification(told, context.redactor);
  const words = context.words === null ? noWords : cleanWords(context.words, context.redactor);
  const { kind, id, alerts, createdAt } = notification;
  const worst = worstOf(alerts);
  const over = statusOf(kind) === "resolved";
  const looks = looksOf(kind, alerts, context.externalUrl);
  return {
    kind,
    over,
    severity: worst.severity,
    mark: markOf(kind, worst),
    ...placeOf(alerts),
    ...timeOf(notification, { over, timeZone: context.timeZone }),
    ...whatElse(notification, over),
    ...titlesOf(notification, words),
    // What was loaded when it failed says nothing of how it is now.
    streams: over ? [] : streamsOf(alerts),
    text: words.text,
    note: words.note,
    advice: over ? [] : adviceOf(alerts, looks),
    alerts: alerts.length > 1 ? listed(alerts) : [],
    looks,
    alertId: alerts[0]?.id ?? null,
    notificationId: id,
    at: createdAt,
  };
}

const noWords: OwnWords = { title: null, text: null, subject: null, note: null };

function titlesOf(
  { kind, title, message, alerts }: Notification,
  words: OwnWords,
): Pick<Message, "title" | "subject" | "cause"> {
  const [alert] = alerts;
  const cause = alert === undefined ? firstLine(message) : causeOf(alert);
  const made = titleFrom(words.title ?? title, kind, words.title === null ? cause : null);
  return {
    title: made,
    subject: cut(words.subject === null ? made : titleFrom(words.subject, kind, null), longestSubject),
    cause: alerts.length > 1 ? null : cause,
  };
}

function timeOf(
  { kind, alerts }: Notification,
  reading: { readonly over: boolean; readonly timeZone: string },
): Pick<Message, "since"> {
  const [alert, ...others] = alerts;
  const none = alert === undefined || others.length > 0 || kind === "test";
  return { since: none ? null : sinceOf(alert, reading) };
}

function whatElse(notification: Notification, over: boolean): Pick<Message, "impact" | "news"> {
  const { alerts } = notification;
  const [alert] = alerts;
  if (alert === undefined || alerts.length > 1)
    return { impact: [], news: newsOf(notification).slice(alert === undefined ? 1 : 0) };
  const { facts, lines } = restOf(alert);
  const news = newsOf(notification);
  // What was known of the failed run says nothing of how it is now.
  return over
    ? { impact: facts.filter(({ name }) => name === "Owner"), news }
    : { impact: facts, news: [...news, ...lines] };
}

/** The labels that all alerts have in common. */
function placeOf([first, ...others]: readonly Alert[]): Pick<Message, "where"> {
  const common = Object.entries(first?.labels ?? {}).filter(([name, value]) =>
    others.every(({ labels }) => labels[name] === value),
  );
  return { where: whereOf({ labels: Object.fromEntries(common) }) };
}

function worstOf(alerts: readonly Alert[]): Pick<Alert, "type" | "severity"> {
  const rank = ({ severity }: Alert): number => severities.indexOf(severity);
  return alerts.toSorted((a, b) => rank(b) - rank(a))[0] ?? { type: "custom", severity: "info" };
}

/** A command that stands under where to look is no advice beside it. */
function adviceOf(alerts: readonly Alert[], looks: Message["looks"]): string[] {
  const commands = new Set(looks.map((look) => (look.kind === "command" ? look.command : "")));
  const advice = new Set(alerts.flatMap(({ recommendations }) => recommendations.map(oneLine)));
  return [...advice].filter((line) => !commands.has(line));
}

function listed(alerts: readonly Alert[]): string[] {
  const lines = alerts.slice(0, mostListed).map((alert) => {
    const where = whereOf(alert);
    const title = titleFrom(alert.title, "firing", causeOf(alert));
    return `${alert.severity}: ${title}${where === null ? "" : ` (${where})`}`;
  });
  const more = alerts.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${more} more`];
}

function firstLine(text: string): string | null {
  return oneLine(text.trimStart().split("\n", 1)[0] ?? "") || null;
}
