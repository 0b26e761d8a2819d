/** Why somebody is not told now. `until` is when that ends by itself, `null` where nobody can know. */
export interface HeldBy {
  readonly kind: "silence" | "maintenance" | "mute" | "inhibition" | "limit" | "suppressed";
  readonly name: string;
  readonly until: number | null;
}

/** A mute that a person made, with its end. Matchers are texts such as `job="daily-load"`; all must fit. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly comment: string;
  /** Who ended it before its time. */
  readonly expiredBy: string | null;
  /** When those whom it keeps quiet were told that it ends soon. */
  readonly warnedAt: number | null;
  /** The alert its matchers were made from. */
  readonly alertId: string | null;
}

/**
 * That a channel is to be told of an open alert, and how far that is: `waiting` (for its group, or held back), `told`,
 * or `over` (it ended while it was held back, and a digest will name it).
 */
export interface Telling {
  readonly alertId: string;
  readonly channel: string;
  /** 0 for the channel of a route, n for its n-th step of escalation. */
  readonly step: number;
  /** The route that decided it, such as `route.routes[0]`. */
  readonly path: string;
  /** Tellings with one key are told in one notification. */
  readonly groupKey: string;
  readonly state: "waiting" | "told" | "over";
  /** When there is something to do about it; `null` for nothing. */
  readonly dueAt: number | null;
  /** When it was last put in the outbox. */
  readonly toldAt: number | null;
  readonly heldBy: HeldBy | null;
}

/** What is remembered of a problem beside its alert; only where there is something to remember. */
export interface AlertMark {
  readonly fingerprint: string;
  /** The alert it last was. */
  readonly alertId: string;
  /** When it lately came or went, oldest first. */
  readonly changes: readonly number[];
  /** Since when it comes and goes too often to tell each time. */
  readonly flappingSince: number | null;
  /** Its end, held back because it may come again, and what the end said. */
  readonly ending: { readonly at: number; readonly note: string } | null;
  readonly suppressedUntil: number | null;
  readonly untilGreen: boolean;
  /** When there is something to do about it; `null` for nothing. */
  readonly dueAt: number | null;
}

/** An open alert that keeps others quiet: by which rule, for which values of the labels that must be equal. */
export interface Inhibitor {
  readonly rule: string;
  readonly equalKey: string;
  readonly alertId: string;
}

/** How a channel's other side has behaved; a row only where there was trouble. */
export interface ChannelState {
  readonly channel: string;
  /** Tries in a row that failed for now. */
  readonly failures: number;
  /** Nothing is tried before this. */
  readonly restsUntil: number | null;
  readonly reason: string | null;
}

/** What the outbox holds about an alert, in short. */
export interface ToldRecord {
  readonly alertId: string;
  readonly notificationId: string;
  readonly channel: string;
  readonly kind: string;
  readonly status: string;
  readonly reason: string | null;
  readonly createdAt: number;
  /** How many alerts it is about. */
  readonly size: number;
  /** A try had no answer, or has none yet: it may have arrived. */
  readonly uncertain: boolean;
}
