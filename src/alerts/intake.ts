import { formatDuration } from "../lib/duration.ts";
import type { Alert } from "../model/alert.ts";
import { eventTypes, type Signal } from "../model/signal.ts";
import { causeOf, factsOf } from "./alert-of-signal.ts";
import { channelSpokenOf } from "./channel-health.ts";
import { type Desk, engineName } from "./desk.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { afterChange, blankMark, flappingText } from "./flapping.ts";
import type { Policy } from "./policy.ts";
import type { Routing } from "./route.ts";

/** Why a decision is what it is. */
export type DecisionReason =
  | "first"
  | "repeat"
  | "reopened"
  | "not_told_before"
  | "severity_changed"
  | "cause_changed"
  | "event"
  | "event_known"
  | "resolved"
  | "flapping"
  | "nothing_open"
  | "older_than_firing";

/** Time, ids and settings, handed in. */
export interface DecisionContext {
  readonly now: number;
  readonly newId: () => string;
  readonly policyOf: (labels: Signal["labels"]) => Policy;
}

/** What a signal did to its alert. */
export interface Taken {
  readonly reason: DecisionReason;
  /** `null` where no alert is meant. */
  readonly alert: Alert | null;
  /** The same before the signal; `null` for a new one. */
  readonly before: Alert | null;
  /** Who shall hear of it while it is on; `null` where nobody needs to. */
  readonly routing: Routing | null;
  /** What changed, for those who were told before; `null` for nothing. */
  readonly news: string | null;
  /** It is over: what its end said. */
  readonly ended: string | null;
}

/** What is known of the past of a signal's problem. */
export interface Past {
  /** Whether this very event was taken before (a spool read twice). */
  readonly eventKnown: boolean;
  /** The last alert of it, where that ended within the dedupe window. */
  readonly last: Alert | null;
}

/** Takes a signal into its alert: a new one, the open one, one that comes back, or its end. */
export function takeIn(desk: Desk, signal: Signal, past: Past, context: DecisionContext): Taken {
  const open = desk.openOf(fingerprintOf(signal));
  if (signal.state === "resolved") return takeEnd(desk, open, signal, context);
  if (eventTypes.has(signal.type)) return takeEvent(desk, signal, past, context);
  return open === null ? takeFirst(desk, signal, past, context) : takeRepeat(desk, open, signal, context);
}

function takeFirst(desk: Desk, signal: Signal, { last }: Past, context: DecisionContext): Taken {
  const policy = context.policyOf(signal.labels);
  const alert = last === null ? newAlert(signal, context) : reopened(last, signal);
  const routing = policy.routesFor(alert, signal.channels);
  desk.saveAlert(alert);
  const flapping = noteChange(desk, alert, signal.at, policy);
  const came = last === null ? "fired" : "reopened";
  const text = [flapping, routing.reason].filter((part) => part !== null).join("; ");
  addEvent(desk, alert, context, came, text);
  const again = last === null ? null : "it came back";
  return taken(last === null ? "first" : "reopened", alert, { routing, news: flapping ?? again });
}

/** Told once and closed at once: nothing about it can end. */
function takeEvent(desk: Desk, signal: Signal, { eventKnown }: Past, context: DecisionContext): Taken {
  if (eventKnown) return taken("event_known", null);
  const alert: Alert = { ...newAlert(signal, context), status: "resolved", resolvedAt: signal.at };
  const routing = context.policyOf(signal.labels).routesFor(alert, signal.channels);
  desk.saveAlert(alert);
  addEvent(desk, alert, context, "happened", routing.reason);
  return taken("event", alert, { routing });
}

function takeRepeat(desk: Desk, open: Alert, signal: Signal, context: DecisionContext): Taken {
  // A late signal is counted, but what is newer stays said.
  if (signal.at < open.lastSeenAt) {
    const firstSeenAt = Math.min(open.firstSeenAt, signal.at);
    const alert = { ...open, count: open.count + 1, firstSeenAt };
    desk.saveAlert(alert);
    return taken("repeat", alert);
  }
  const policy = context.policyOf(signal.labels);
  const facts = factsOf(signal);
  // What people have noted on the alert stays on it.
  const annotations = { ...open.annotations, ...facts.annotations };
  const alert: Alert = { ...open, ...facts, annotations, count: open.count + 1, lastSeenAt: signal.at };
  desk.saveAlert(alert);
  const cameBack = endTakenBack(desk, alert, signal.at, policy);
  const routing = policy.routesFor(alert, signal.channels);
  const news = newsOf(open, alert);
  if (news !== null) {
    addEvent(desk, alert, context, news.reason, `${news.text}; ${routing.reason}`);
    return taken(news.reason, alert, { before: open, routing, news: news.text });
  }
  if (cameBack) return taken("flapping", alert);
  // Two dead channels would tell each other for ever, were each told again whenever one more message died.
  return taken("repeat", alert, { routing: channelSpokenOf(signal) === null ? routing : null });
}

function takeEnd(desk: Desk, open: Alert | null, signal: Signal, context: DecisionContext): Taken {
  if (open === null) return taken("nothing_open", null);
  if (signal.at < open.lastSeenAt) return taken("older_than_firing", open);
  const policy = context.policyOf(open.labels);
  const before = desk.markOf(open.fingerprint)?.flappingSince ?? null;
  const started = noteChange(desk, open, signal.at, policy);
  const mark = desk.markOf(open.fingerprint);
  if (mark === null || mark.flappingSince === null || policy.flapping === null)
    return taken("resolved", resolve(desk, open, signal.at), { ended: signal.message });
  desk.saveMark({ ...mark, ending: { at: signal.at, note: signal.message } });
  const wait = formatDuration(policy.flapping.within);
  addEvent(desk, open, context, "end_held", `over, but flapping: told once it has been calm for ${wait}`);
  if (before !== null || started === null) return taken("flapping", open);
  return taken("flapping", open, { routing: policy.routesFor(open), news: started });
}

/** The alert as over; what is remembered of its suppression goes with it. */
export function resolve(
  desk: Desk,
  open: Alert,
  at: number,
  status: "resolved" | "expired" = "resolved",
): Alert {
  const alert: Alert = { ...open, status, resolvedAt: at };
  desk.saveAlert(alert);
  const mark = desk.markOf(open.fingerprint);
  if (mark !== null && (mark.suppressedUntil !== null || mark.untilGreen))
    desk.saveMark({ ...mark, suppressedUntil: null, untilGreen: false });
  return alert;
}

/** Remembers that a problem came or went; answers what is to be said where it flaps from now on. */
function noteChange(desk: Desk, alert: Alert, at: number, { flapping }: Policy): string | null {
  if (flapping === null) return null;
  const mark = desk.markOf(alert.fingerprint) ?? blankMark(alert);
  const changed = afterChange({ ...mark, alertId: alert.id }, flapping, at);
  desk.saveMark(changed.mark);
  return changed.started ? flappingText(flapping, formatDuration) : null;
}

/** A problem whose end was held back is on again: its end never happened. */
function endTakenBack(desk: Desk, alert: Alert, at: number, { flapping }: Policy): boolean {
  const mark = desk.markOf(alert.fingerprint);
  if (mark === null || mark.ending === null || flapping === null) return false;
  desk.saveMark({ ...afterChange(mark, flapping, at).mark, ending: null });
  return true;
}

function newsOf(before: Alert, after: Alert): { reason: DecisionReason; text: string } | null {
  if (before.severity !== after.severity)
    return {
      reason: "severity_changed",
      text: `severity changed from ${before.severity} to ${after.severity}`,
    };
  const [old, cause] = [causeOf(before), causeOf(after)];
  if (old === cause || cause === null) return null;
  return { reason: "cause_changed", text: `cause changed from ${old ?? "unknown"} to ${cause}` };
}

function newAlert(signal: Signal, { newId }: DecisionContext): Alert {
  return {
    id: newId(),
    ...factsOf(signal),
    status: "active",
    count: 1,
    firstSeenAt: signal.at,
    lastSeenAt: signal.at,
    resolvedAt: null,
    acknowledgedBy: null,
    assignedTo: null,
  };
}

/** The same alert again: its count goes on, and nobody has it in hand yet. */
function reopened(last: Alert, signal: Signal): Alert {
  return {
    ...last,
    ...factsOf(signal),
    status: "active",
    count: last.count + 1,
    lastSeenAt: Math.max(last.lastSeenAt, signal.at),
    resolvedAt: null,
    acknowledgedBy: null,
  };
}

function addEvent(desk: Desk, alert: Alert, { now }: DecisionContext, kind: string, note: string): void {
  desk.addEvent({ alertId: alert.id, at: now, kind, by: engineName, note });
}

function taken(
  reason: DecisionReason,
  alert: Alert | null,
  more: Partial<Pick<Taken, "before" | "routing" | "news" | "ended">> = {},
): Taken {
  return { reason, alert, before: null, routing: null, news: null, ended: null, ...more };
}
