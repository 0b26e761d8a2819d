import { formatDuration } from "../lib/duration.ts";
import { shortId } from "../lib/short-id.ts";
import type { Alert, Notification, NotificationKind } from "../model/alert.ts";

export interface NoticeRequest {
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly reason: string;
  readonly alert: Alert;
  readonly now: number;
  /** What the end said, for `resolved` and `recovered`. */
  readonly ending?: string;
  /** Where links lead to; commands stand in for them without it. */
  readonly externalUrl?: string | undefined;
}

/** A message about one alert to one channel, due at once. Its first words are the cause; it ends with where to look. */
export function noticeOf(request: NoticeRequest): Notification {
  const { id, channel, kind, reason, alert, now } = request;
  return {
    id,
    channel,
    kind,
    status: "pending",
    reason,
    alertIds: [alert.id],
    title: titleOf(request),
    message: [
      ...bodyOf(request),
      ...alert.recommendations.map((advice) => `Do: ${advice}`),
      ...looks(request),
    ].join("\n"),
    alerts: [alert],
    createdAt: now,
    dueAt: now,
  };
}

function titleOf({ kind, alert, reason }: NoticeRequest): string {
  if (kind === "resolved") return `Resolved: ${alert.title}`;
  if (kind === "recovered") return `Fired and recovered: ${alert.title}`;
  return reason.startsWith("severity changed") ? `Now ${alert.severity}: ${alert.title}` : alert.title;
}

function bodyOf({ kind, alert, ending, reason }: NoticeRequest): string[] {
  if (kind !== "resolved" && kind !== "recovered")
    return reason.includes("changed from") ? [alert.message, `News: ${reason}.`] : [alert.message];
  const lasted = `It lasted ${formatDuration(Math.max(0, (alert.resolvedAt ?? alert.lastSeenAt) - alert.firstSeenAt))}.`;
  const over = ending || "It is over.";
  return kind === "resolved"
    ? [over, lasted]
    : [alert.message, over, `${lasted} Nobody could be told before.`];
}

function looks({ kind, alert, externalUrl }: NoticeRequest): string[] {
  const run = alert.runId === null || alert.runId === "" ? null : alert.runId;
  if (externalUrl !== undefined) {
    const base = externalUrl.replace(/\/+$/, "");
    return [`${base}/alerts/${alert.id}`, ...(run === null ? [] : [`${base}/runs/${run}`])];
  }
  return [
    `Look: pitchpipe alerts show ${shortId(alert.id)}`,
    ...(run === null ? [] : [`      pitchpipe runs show ${shortId(run)}`]),
    ...(kind === "firing" && isOpen(alert) ? [`Acknowledge: pitchpipe alerts ack ${shortId(alert.id)}`] : []),
  ];
}

function isOpen({ status }: Alert): boolean {
  return status !== "resolved" && status !== "expired";
}
