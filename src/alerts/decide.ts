import type { Alert, AlertEvent, Notification } from "../model/alert.ts";
import { eventTypes, type Signal } from "../model/signal.ts";
import { causeOf, factsOf } from "./alert-of-signal.ts";
import { channelSpokenOf } from "./channel-health.ts";
import { endNotices, type Told } from "./end-notices.ts";
import { type NoticeRequest, noticeOf } from "./notice.ts";
import { type Routing, type RoutingSettings, routeSignal } from "./route.ts";
import { waits } from "./turn.ts";

/** What is known of the problem a signal is about. */
export interface AlertState {
  /** The open alert with the signal's fingerprint. */
  readonly open: Alert | null;
  /** Whether this very event was taken before (a spool read twice). */
  readonly eventKnown: boolean;
  /** What was put in the outbox about the open alert, oldest first. */
  readonly told: readonly Told[];
}

export interface AlertSettings extends RoutingSettings {
  readonly external_url?: string | undefined;
}

/** Time, ids and settings, handed in. */
export interface DecisionContext {
  readonly now: number;
  readonly newId: () => string;
  readonly settings: AlertSettings;
}

/** Why a decision is what it is. */
export type DecisionReason =
  | "first"
  | "repeat"
  | "not_told_before"
  | "severity_changed"
  | "cause_changed"
  | "event"
  | "event_known"
  | "resolved"
  | "nothing_open"
  | "older_than_firing";

/** What is to be written, all in one transaction. `alert` is `null` where nothing changes. */
export interface Decision {
  readonly reason: DecisionReason;
  readonly alert: Alert | null;
  readonly events: readonly AlertEvent[];
  /** New notifications for the outbox. */
  readonly notifications: readonly Notification[];
  /** Notifications that wait and shall not be sent any more. */
  readonly withdrawn: readonly { readonly id: string; readonly reason: string }[];
}

/** Who writes the history where no person acted. */
const engine = "pitchpipe";

/** What a signal means for its alert and for those who are told. Pure: `newId` is only drawn from. */
export function decide(state: AlertState, signal: Signal, context: DecisionContext): Decision {
  if (signal.state === "resolved") return decideEnd(state, signal, context);
  if (eventTypes.has(signal.type)) return decideEvent(state, signal, context);
  return state.open === null
    ? decideFirst(signal, context)
    : decideRepeat({ ...state, open: state.open }, signal, context);
}

function decideFirst(signal: Signal, context: DecisionContext): Decision {
  const alert = newAlert(signal, context);
  const routing = routeSignal(signal, context.settings);
  return {
    reason: "first",
    alert,
    events: [event(alert, context, "fired", routing.reason)],
    notifications: tell(routing.told, { kind: "firing", reason: "first notification", alert }, context),
    withdrawn: [],
  };
}

/** Told once and closed at once: nothing about it can end. */
function decideEvent(state: AlertState, signal: Signal, context: DecisionContext): Decision {
  if (state.eventKnown) return unchanged("event_known");
  const alert: Alert = { ...newAlert(signal, context), status: "resolved", resolvedAt: signal.at };
  const routing = routeSignal(signal, context.settings);
  return {
    reason: "event",
    alert,
    events: [event(alert, context, "happened", routing.reason)],
    notifications: tell(routing.told, { kind: "firing", reason: "an event", alert }, context),
    withdrawn: [],
  };
}

type OpenState = AlertState & { readonly open: Alert };

function decideRepeat(state: OpenState, signal: Signal, context: DecisionContext): Decision {
  const { open } = state;
  // A late signal is counted, but what is newer stays said.
  if (signal.at < open.lastSeenAt)
    return {
      ...unchanged("repeat"),
      alert: { ...open, count: open.count + 1, firstSeenAt: Math.min(open.firstSeenAt, signal.at) },
    };
  const alert: Alert = { ...open, ...factsOf(signal), count: open.count + 1, lastSeenAt: signal.at };
  const routing = routeSignal(signal, context.settings);
  const news = newsOf(open, alert);
  // Two dead channels would tell each other for ever, were each told again whenever one more message died.
  if (news === null && channelSpokenOf(signal) !== null) return { ...unchanged("repeat"), alert };
  if (news === null) return tellUntold(state, { alert, routing }, context);
  return {
    reason: news.reason,
    alert,
    events: [event(alert, context, news.reason, `${news.text}; ${routing.reason}`)],
    notifications: tell(routing.told, { kind: "firing", reason: news.text, alert }, context),
    withdrawn: state.told
      .filter((told) => routing.told.includes(told.notification.channel) && waits(told.notification))
      .map(({ notification }) => ({
        id: notification.id,
        reason: `newer news took its place: ${news.text}`,
      })),
  };
}

/** A plain repeat tells nobody, but for those who should have been told before and were not. */
function tellUntold(
  state: OpenState,
  { alert, routing }: { readonly alert: Alert; readonly routing: Routing },
  context: DecisionContext,
): Decision {
  const reached = new Set(
    state.told
      .filter(({ notification }) => notification.status !== "dead" && notification.status !== "suppressed")
      .map(({ notification }) => notification.channel),
  );
  const missing = routing.told.filter((channel) => !reached.has(channel));
  if (missing.length === 0) return { ...unchanged("repeat"), alert };
  const reason = "first notification: it was not told here before";
  return {
    reason: "not_told_before",
    alert,
    events: [event(alert, context, "routed_late", `goes to ${missing.join(", ")}, which had not been told`)],
    notifications: tell(missing, { kind: "firing", reason, alert }, context),
    withdrawn: [],
  };
}

function decideEnd({ open, told }: AlertState, signal: Signal, context: DecisionContext): Decision {
  if (open === null) return unchanged("nothing_open");
  if (signal.at < open.lastSeenAt) return unchanged("older_than_firing");
  const alert: Alert = { ...open, status: "resolved", resolvedAt: signal.at };
  const end = endNotices(told, context.settings.channels);
  const notifications = end.notices.map(({ channel, kind, reason }) =>
    noticeOf({ ...noticeBase(channel, context), kind, reason, alert, ending: signal.message }),
  );
  return {
    reason: "resolved",
    alert,
    events: [event(alert, context, "resolved", [signal.message, end.reason].filter(Boolean).join(" – "))],
    notifications,
    withdrawn: end.withdrawn,
  };
}

function newsOf(
  before: Alert,
  after: Alert,
): { readonly reason: DecisionReason; readonly text: string } | null {
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

function tell(
  channels: readonly string[],
  what: Pick<NoticeRequest, "kind" | "reason" | "alert">,
  context: DecisionContext,
): Notification[] {
  return channels.map((channel) => noticeOf({ ...noticeBase(channel, context), ...what }));
}

function noticeBase(channel: string, { newId, now, settings }: DecisionContext) {
  return { id: newId(), channel, now, externalUrl: settings.external_url };
}

function event(alert: Alert, { now }: DecisionContext, kind: string, note: string): AlertEvent {
  return { alertId: alert.id, at: now, kind, by: engine, note };
}

function unchanged(reason: DecisionReason): Decision {
  return { reason, alert: null, events: [], notifications: [], withdrawn: [] };
}
