import { formatDuration } from "../lib/duration.ts";
import { shortId } from "../lib/short-id.ts";
import type { Alert, Notification, NotificationKind } from "../model/alert.ts";

export interface NoticeRequest {
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly reason: string;
  /** What it is about, the most important first; at least one. */
  readonly alerts: readonly Alert[];
  readonly now: number;
  /** Where it stands in the order of what is decided; `now` without it. */
  readonly createdAt?: number;
  /** What the end said, for `resolved` and `recovered`. */
  readonly ending?: string;
  /** Where links lead to; commands stand in for them without it. */
  readonly externalUrl?: string | undefined;
}

/** A message about alerts to one channel, due at once. Its first words are the cause; it ends with where to look. */
export function noticeOf(request: NoticeRequest): Notification {
  const { id, channel, kind, reason, alerts, now } = request;
  return {
    id,
    channel,
    kind,
    status: "pending",
    reason,
    alertIds: alerts.map((alert) => alert.id),
    title: titleOf(request),
    message: messageOf(request),
    alerts,
    createdAt: request.createdAt ?? now,
    dueAt: now,
  };
}

/** Texts name so many alerts one by one; how many more there are is said. */
const mostNamed = 20;

function messageOf(request: NoticeRequest): string {
  const [first] = request.alerts;
  if (first === undefined) return request.reason;
  const single = request.alerts.length === 1;
  const lines = single || request.kind === "digest" ? [] : others(request);
  // What is over needs nothing done.
  const over = request.kind === "resolved" || request.kind === "recovered";
  const open = over ? [] : request.alerts;
  const advice = [...new Set(open.flatMap(({ recommendations }) => recommendations))];
  return [
    ...(request.kind === "digest" ? digestBody(request) : bodyOf(request, first)),
    ...lines,
    ...advice.slice(0, mostNamed).map((text) => `Do: ${text}`),
    ...looks(request, first),
  ].join("\n");
}

function titleOf(request: NoticeRequest): string {
  const { kind, alerts, reason } = request;
  const [first, ...more] = alerts;
  if (kind === "digest")
    return `${alerts.length} ${plural(alerts.length)} held back: ${first?.title ?? ""}${and(more)}`;
  const title = `${first?.title ?? ""}${and(more)}`;
  const before = titles[kind];
  if (before !== undefined) return `${before}: ${title}`;
  return reason.startsWith("severity changed") ? `Now ${first?.severity}: ${title}` : title;
}

const titles: Readonly<Partial<Record<NotificationKind, string>>> = {
  resolved: "Resolved",
  recovered: "Fired and recovered",
  repeat: "Still on",
  escalation: "Not acknowledged",
  acknowledged: "Acknowledged",
  silence_ending: "A silence ends soon",
};

function bodyOf(request: NoticeRequest, alert: Alert): string[] {
  const { kind, reason, ending } = request;
  if (kind === "resolved") return [ending || "It is over.", lasted(alert)];
  if (kind === "recovered")
    return [alert.message, ending || "It is over.", `${lasted(alert)} Nobody could be told before.`];
  if (kind === "acknowledged")
    return [alert.message, `${alert.acknowledgedBy ?? "Somebody"} has it in hand.`];
  return isWorthSaying(request) ? [alert.message, `News: ${reason}.`] : [alert.message];
}

/** Reasons that tell a reader more than that this is a message. */
function isWorthSaying({ kind, reason }: NoticeRequest): boolean {
  if (kind === "escalation" || kind === "silence_ending") return true;
  return /changed|flapping|came back/.test(reason);
}

function lasted({ resolvedAt, lastSeenAt, firstSeenAt }: Alert): string {
  return `It lasted ${formatDuration(Math.max(0, (resolvedAt ?? lastSeenAt) - firstSeenAt))}.`;
}

function others({ alerts }: NoticeRequest): string[] {
  const rest = alerts.slice(1);
  const named = rest
    .slice(0, mostNamed)
    .map(({ title, message }) => `Also: ${title}${detail(title, message)}`);
  return rest.length > mostNamed ? [...named, `… and ${rest.length - mostNamed} more.`] : named;
}

function digestBody({ reason, alerts }: NoticeRequest): string[] {
  const named = alerts.slice(0, mostNamed).map(({ title, severity, status }) => {
    const over = status === "resolved" || status === "expired" ? "over" : severity;
    return `- ${title} (${over})`;
  });
  const more = alerts.length > mostNamed ? [`… and ${alerts.length - mostNamed} more.`] : [];
  return [`${alerts[0]?.message.split("\n")[0] ?? ""}`, `${reason}:`, ...named, ...more];
}

function detail(title: string, message: string): string {
  const line = message.split("\n")[0] ?? "";
  return line === "" || line === title ? "" : ` – ${line}`;
}

function and(more: readonly Alert[]): string {
  return more.length === 0 ? "" : ` (and ${more.length} more)`;
}

function plural(count: number): string {
  return count === 1 ? "alert" : "alerts";
}

function looks({ kind, alerts, externalUrl }: NoticeRequest, alert: Alert): string[] {
  const run = alert.runId === null || alert.runId === "" ? null : alert.runId;
  if (externalUrl !== undefined) {
    const base = externalUrl.replace(/\/+$/, "");
    return [`${base}/alerts/${alert.id}`, ...(run === null ? [] : [`${base}/runs/${run}`])];
  }
  const open = alerts.filter(isOpen);
  const ask = asksForHand.has(kind) ? open.slice(0, mostNamed) : [];
  return [
    `Look: pitchpipe alerts show ${shortId(alert.id)}`,
    ...(run === null ? [] : [`      pitchpipe runs show ${shortId(run)}`]),
    ...ask.map(({ id }) => `Acknowledge: pitchpipe alerts ack ${shortId(id)}`),
  ];
}

const asksForHand: ReadonlySet<NotificationKind> = new Set(["firing", "repeat", "escalation", "digest"]);

function isOpen({ status }: Alert): boolean {
  return status !== "resolved" && status !== "expired";
}
