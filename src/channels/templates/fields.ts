import type { Json } from "../../lib/canonical-json.ts";
import { formatDuration } from "../../lib/duration.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Alert, Notification } from "../../model/alert.ts";
import { alertHead } from "../../model/alert-document.ts";
import { standardLabels } from "../../model/labels.ts";
import { causeOf, timeIn } from "../message/facts.ts";
import { newsOf } from "../message/news.ts";
import { looksOf } from "../message/where-to-look.ts";
import { detailsOf } from "./details.ts";
import type { Scope } from "./engine.ts";

/** Every field a template may name, with what it holds; docs/templates.md lists the same. */
export const templateFields = {
  kind: "firing, resolved, repeat, escalation, digest, acknowledged, recovered or silence_ending",
  channel: "the name of the channel this message goes to",
  alert_count: "how many alerts this message tells of",
  alerts: "all of them, each with the fields below",
  news: "a list: how it ended, what changed, why somebody is told again",
  notification_id: "the id of this message, the same in each try to send it",
  id: "the alert's id",
  short_id: "its first characters, as commands take them",
  fingerprint: "what makes the same problem the same alert",
  name: "what tells the problem from others of its type",
  type: "the type of alert, such as pipeline_failure",
  category: "system, database, application, performance, security, business or availability",
  severity: "info, warning, error or critical",
  priority: "low, medium, high or critical",
  priority_reason: "why it has that priority",
  status: "active, acknowledged, suppressed, resolved or expired",
  title: "the alert's own title",
  message: "the alert's own message, several lines",
  cause: "the cause in one line",
  project: "the project's name",
  environment: "the Meltano environment",
  job: "the job",
  plugin: "the plugin to blame, where known",
  stream: "the stream, where it is about one",
  check: "the check or expectation, where it is about one",
  host: "the machine it happened on, where known",
  owner: "who owns the job or stream",
  run_id: "the run's id, where it is about one",
  value: "what was measured",
  threshold: "what it was measured against",
  count: "how often it was seen",
  started_at: "when it began, in the project's time zone",
  duration: "how long it has been on, or was: 5 m 00 s",
  first_seen_at: "when it began, RFC 3339, for the filter date",
  last_seen_at: "when it was last seen, RFC 3339",
  resolved_at: "when it ended, RFC 3339; nothing while it is on",
  acknowledged_by: "who has it in hand",
  assigned_to: "whom it was given to",
  recommendations: "a list: what to do",
  labels: "a map: labels.team",
  annotations: "a map: annotations.runbook",
  details: "a map: what is known beside it, by type of alert",
  metrics: "a map: what was measured, by name",
  links: "a map: links.alert, links.run, links.runbook; nothing where there is no external_url or no run",
} as const;

export type TemplateField = keyof typeof templateFields;

/** What a notification of a project can be told with, beside what its alerts hold. */
export interface FieldContext {
  readonly externalUrl: string | null;
  readonly timeZone: string;
  /** Labels and annotations that any alert of this project may have: those that one lacks are empty, and no error. */
  readonly labels: Iterable<string>;
  readonly annotations: Iterable<string>;
}

/** What is known to templates everywhere, whether a project's settings name it or not. */
export const commonLabels = [...standardLabels, "host", "resource", "channel", "endpoint", "owner"] as const;
const commonAnnotations = ["owner", "runbook", "runbook_url", "description", "summary", "stale"] as const;

/** The fields of a notification, from the document that programs get of its first alert; `null` where it has none. */
export function fieldsOf(notification: Notification, context: FieldContext): Scope | null {
  const { kind, channel, alerts, id } = notification;
  const [first] = alerts;
  if (first === undefined) return null;
  const all = alerts.map((alert) => alertFields(alert, notification, context));
  const notice = {
    kind,
    channel,
    alert_count: alerts.length,
    alerts: all,
    news: [...newsOf(notification)],
    notification_id: id,
  };
  return { ...alertFields(first, notification, context), ...notice } satisfies Record<TemplateField, Json>;
}

type NoticeField = "kind" | "channel" | "alert_count" | "alerts" | "news" | "notification_id";

function alertFields(
  alert: Alert,
  { kind }: Notification,
  context: FieldContext,
): Record<Exclude<TemplateField, NoticeField>, Json> {
  const labels = { ...emptyOf(commonLabels), ...emptyOf(context.labels), ...alert.labels };
  const annotations = {
    ...emptyOf(commonAnnotations),
    ...emptyOf(context.annotations),
    ...alert.annotations,
  };
  const of = (label: string): string => alert.labels[label] ?? "";
  return {
    ...alertHead(alert),
    short_id: shortId(alert.id),
    cause: causeOf(alert) ?? alert.title,
    project: of("project"),
    environment: of("environment"),
    job: of("job"),
    plugin: of("plugin"),
    stream: of("stream"),
    check: of("check"),
    host: of("host"),
    owner: alert.annotations["owner"] ?? of("owner"),
    started_at: timeIn(alert.firstSeenAt, context.timeZone),
    duration: formatDuration(Math.max(0, (alert.resolvedAt ?? alert.lastSeenAt) - alert.firstSeenAt)),
    labels,
    annotations,
    details: { ...detailsOf(alert.type), ...alert.details },
    links: linksOf(alert, kind, context),
  };
}

function linksOf(alert: Alert, kind: Notification["kind"], { externalUrl }: FieldContext): Json {
  const urls = looksOf(kind, [alert], externalUrl).flatMap((look) =>
    look.kind === "link" ? [[look.text, look.url] as const] : [],
  );
  const found = new Map(urls);
  return {
    alert: found.get("Open alert") ?? null,
    run: found.get("Open run") ?? null,
    runbook: found.get("Runbook") ?? null,
  };
}

function emptyOf(names: Iterable<string>): Record<string, string> {
  return Object.fromEntries([...names].map((name) => [name, ""]));
}
