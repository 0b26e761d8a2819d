import type pc from "picocolors";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type {
  AlertDocument,
  AttemptDocument,
  EventDocument,
  NotificationDocument,
} from "../../model/alert-document.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** An alert whole: what it is, what to do, what happened to it, who was told and how that went. */
export function renderAlert(alert: AlertDocument, colors: Colors): string {
  return [
    `${paintSeverity(alert.severity, colors)} ${colors.bold(alert.title.replaceAll(/\s+/g, " "))}  ${colors.dim(`alert ${alert.id}`)}`,
    ...alert.message.split("\n").map((line) => `  ${line}`),
    ...alert.recommendations.map((advice) => `  do: ${advice}`),
    "",
    field("status", `${alert.status}, seen ${alert.count} ${alert.count === 1 ? "time" : "times"}`),
    field("type", `${alert.type} (${alert.category})`),
    field("priority", `${alert.priority}: ${alert.priority_reason}`),
    field("since", times(alert)),
    ...(alert.acknowledged_by === null ? [] : [field("in hand of", alert.acknowledged_by)]),
    ...(alert.assigned_to === null ? [] : [field("assigned", `to ${alert.assigned_to}`)]),
    ...(alert.run_id === null ? [] : [field("run", shortId(alert.run_id))]),
    ...pairs("labels", alert.labels),
    ...pairs("notes", alert.annotations),
    ...pairs("details", alert.details),
    "",
    ...alert.events.map(
      (event) =>
        `${shortTime(event.at)}  ${event.kind}${byWhom(event)}${event.note ? `: ${event.note}` : ""}`,
    ),
    ...alert.notifications.flatMap((notification) => notificationLines(notification, colors)),
    ...(alert.notifications.length === 0
      ? [`Nobody was told; why: pitchpipe alerts explain ${shortId(alert.id)}`]
      : []),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** How a severity looks to people. */
export function paintSeverity(severity: string, colors: Colors): string {
  if (severity === "critical" || severity === "error") return colors.red(severity);
  return severity === "warning" ? colors.yellow(severity) : colors.cyan(severity);
}

/** `2026-01-01 12:00:00`, in UTC. */
export function shortTime(timestamp: string): string {
  return timestamp.slice(0, 19).replace("T", " ");
}

function times({ first_seen_at, last_seen_at, resolved_at }: AlertDocument): string {
  const last = last_seen_at === first_seen_at ? "" : `, last ${shortTime(last_seen_at)}`;
  const over = resolved_at === null ? "" : `, over ${shortTime(resolved_at)}`;
  return `${shortTime(first_seen_at)}${last}${over} (UTC)`;
}

/** What we do by ourselves needs no name. */
function byWhom({ by }: EventDocument): string {
  return by === "pitchpipe" ? "" : ` by ${by}`;
}

function field(name: string, value: string): string {
  return `${name.padEnd(10)} ${value}`;
}

function pairs(name: string, map: Readonly<Record<string, unknown>>): string[] {
  const shown = Object.entries(map).filter(([, value]) => value !== "");
  return shown.map(([key, value], at) => field(at === 0 ? name : "", `${key}=${shownValue(value)}`));
}

/** Multi-line texts (stack traces) go below their name; lines are stripped one by one when printed. */
function shownValue(value: unknown): string {
  if (Array.isArray(value) && value.length > 1) return shownValue(value.map(itemText).join("\n"));
  if (typeof value !== "string") return JSON.stringify(value);
  return value.includes("\n") ? `\n${value.replace(/^/gm, "             ")}` : value;
}

/** A line of a log, a process, or whatever else a list holds. */
function itemText(item: unknown): string {
  return typeof item === "string" ? item : JSON.stringify(item);
}

function notificationLines(notification: NotificationDocument, colors: Colors): string[] {
  const { channel, kind, status, reason, id } = notification;
  const painted =
    status === "accepted" || status === "delivered" ? colors.green(status) : colors.yellow(status);
  return [
    `${channel}: ${kind} ${painted}${reason ? ` (${reason})` : ""}  ${colors.dim(shortId(id))}`,
    ...notification.attempts.flatMap((attempt) => [
      `  ${shortTime(attempt.at)}  ${attemptText(attempt)}`,
      ...attempt.recipients.map(
        ({ to, status: outcome, error }) => `    ${to}: ${outcome}${error === null ? "" : ` (${error})`}`,
      ),
    ]),
  ];
}

function attemptText({ status_code, error, duration_seconds }: AttemptDocument): string {
  if (duration_seconds === null) return "began; how it ended is not known";
  const took = ` after ${duration_seconds.toFixed(1)} s`;
  if (error !== null) return `${error}${took}`;
  return `${status_code === null ? "taken" : `answered ${status_code}`}${took}`;
}

/** A view whose texts can't steer a terminal: line breaks stay, everything else that is not shown goes. */
export function plainView<View>(view: View): View {
  return JSON.parse(JSON.stringify(view), (_, value: unknown) =>
    typeof value === "string" ? value.split("\n").map(stripControl).join("\n") : value,
  );
}
