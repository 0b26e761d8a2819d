import type { Alert, Notification, NotificationKind } from "../../model/alert.ts";
import type { Labels } from "../../model/labels.ts";
import { type AlertCategory, type AlertType, eventTypes } from "../../model/signal.ts";
import { sampleDetails } from "./details.ts";
import { type SampleWords, sampleWords } from "./sample-words.ts";

/** When everything in the samples began. */
export const sampleTime = Date.UTC(2026, 2, 1, 6, 30);

const minute = 60_000;
const runId = "0195500a-3880-7000-8000-000000000002";

export interface SampleOptions {
  /** Beside those that every alert has. */
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

/** An alert of a type as our own producers make it, with everything that an alert can hold. */
export function sampleAlert(type: AlertType, { labels = {}, annotations = {} }: SampleOptions = {}): Alert {
  const words = sampleWords[type];
  const isRun = words.about !== "system";
  return {
    ...factsOf(type, words),
    labels: { ...labelsOf(words), ...labels },
    annotations: {
      ...(isRun ? { owner: "wms-team" } : {}),
      runbook: `https://wiki.example.com/runbooks/${type}`,
      ...annotations,
    },
    details: sampleDetails(type),
    recommendations: words.advice,
    runId: isRun && type !== "pipeline_missed" ? runId : null,
    value: words.value ?? null,
    threshold: words.threshold ?? null,
    metrics: words.metric === undefined ? {} : { [words.metric]: words.value ?? 0 },
    count: 1,
    acknowledgedBy: null,
    assignedTo: null,
  };
}

/** The same alert with everything left out that can be unknown. */
export function sparseAlert(type: AlertType): Alert {
  const words = sampleWords[type];
  return {
    ...factsOf(type, words),
    labels: {},
    annotations: {},
    details: {},
    recommendations: [],
    metrics: {},
    count: 1,
    runId: null,
    value: null,
    threshold: null,
    acknowledgedBy: null,
    assignedTo: null,
  };
}

/** An alert as it stands when a kind of message is sent about it. */
export function alertForKind(alert: Alert, kind: NotificationKind): Alert {
  switch (kind) {
    case "resolved":
    case "recovered":
      return {
        ...alert,
        status: "resolved",
        lastSeenAt: alert.firstSeenAt + minute,
        resolvedAt: alert.firstSeenAt + 30 * minute,
      };
    case "repeat":
      return { ...alert, count: 3, lastSeenAt: alert.firstSeenAt + 240 * minute };
    case "acknowledged":
      return { ...alert, status: "acknowledged", acknowledgedBy: "ana", assignedTo: "ana" };
    default:
      return alert;
  }
}

/** A notification of a kind about alerts, for templates to be tried on. */
export function sampleNotice(
  kind: NotificationKind,
  alerts: readonly Alert[],
  channel: string,
): Notification {
  const told = alerts.map((alert) => alertForKind(alert, kind));
  return {
    id: "d1e2f3a4-0000-4000-8000-000000000002",
    channel,
    kind,
    status: "pending",
    reason: null,
    alertIds: told.map(({ id }) => id),
    title: told[0]?.title ?? "",
    message: told[0]?.message ?? "",
    alerts: told,
    createdAt: sampleTime,
    dueAt: sampleTime,
  };
}

type Facts = Pick<
  Alert,
  | "id"
  | "fingerprint"
  | "name"
  | "type"
  | "category"
  | "severity"
  | "priority"
  | "priorityReason"
  | "status"
  | "title"
  | "message"
  | "firstSeenAt"
  | "lastSeenAt"
  | "resolvedAt"
>;

function factsOf(type: AlertType, { severity, title, message, name = type }: SampleWords): Facts {
  return {
    id: "a1b2c3d4-0000-4000-8000-000000000001",
    fingerprint: "f".repeat(64),
    name,
    type,
    category: categories[type] ?? "application",
    severity,
    priority: severity === "critical" ? "critical" : severity === "error" ? "high" : "medium",
    priorityReason: `its severity is ${severity}`,
    status: eventTypes.has(type) ? "resolved" : "active",
    title,
    message: message.join("\n"),
    firstSeenAt: sampleTime,
    lastSeenAt: sampleTime,
    resolvedAt: eventTypes.has(type) ? sampleTime : null,
  };
}

const categories: Readonly<Partial<Record<AlertType, AlertCategory>>> = {
  pipeline_stalled: "performance",
  pipeline_missed: "availability",
  sla_breach: "availability",
  connection_error: "availability",
  performance: "performance",
  security: "security",
  system_health: "system",
  custom: "business",
};

function labelsOf({ about, plugin = "", stream = "", check = "" }: SampleWords): Labels {
  const isRun = about !== "system";
  return {
    project: "shop",
    environment: isRun ? "prod" : "",
    job: isRun ? "daily-load" : "",
    plugin,
    stream,
    check,
    ...(isRun ? { host: "etl-01" } : {}),
  };
}
