import type { NotificationKind } from "../../model/alert.ts";
import type { Severity } from "../../model/severity.ts";
import type { Mark } from "./marks.ts";

/** A named fact: `Where`, `Since`, `Cause`, … */
export interface MessageFact {
  readonly name: string;
  readonly value: string;
}

/** A row of the run's table. */
export interface MessageStream {
  readonly stream: string;
  readonly records: number;
  readonly quarantined: number;
}

/** A link, or a command where there is no address to link to. */
export type Look =
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  | { readonly kind: "command"; readonly text: string; readonly command: string };

/**
 * What a channel for people says. All texts are free of secrets and of control characters and hold no vendor's syntax
 * that was escaped: that is for the renderer. In this order: title, where, since, cause, impact, what to do, where to look.
 */
export interface Message {
  readonly kind: NotificationKind;
  readonly over: boolean;
  readonly severity: Severity;
  readonly mark: Mark;
  /** One line; the cause is in its first 80 characters. */
  readonly title: string;
  /** A mail's subject: the title, or the user's own. */
  readonly subject: string;
  readonly where: string | null;
  readonly since: string | null;
  /** One line, at most `longestCause` characters; no renderer ever cuts it. */
  readonly cause: string | null;
  /** What is new: how it ended, what changed, why somebody is told again. */
  readonly news: readonly string[];
  /** What else is known: duration, records, owner. */
  readonly impact: readonly MessageFact[];
  /** The run's biggest streams, for channels that have room for a table; empty where nobody counted. */
  readonly streams: readonly MessageStream[];
  /** The user's own text, in place of all facts. */
  readonly text: string | null;
  readonly advice: readonly string[];
  /** One line for each alert, where several are told together. */
  readonly alerts: readonly string[];
  readonly looks: readonly Look[];
  /** Such as that a template failed. */
  readonly note: string | null;
  readonly alertId: string | null;
  readonly notificationId: string;
  readonly at: number;
}

/** A longer cause is cut once, when the message is made: what is left fits every vendor's message. */
export const longestCause = 300;
