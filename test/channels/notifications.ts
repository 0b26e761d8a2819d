import type { Alert, Notification, NotificationKind } from "../../src/model/alert.ts";

const at = Date.UTC(2026, 2, 1, 6, 30);

/** A failed load, as the runner tells it. */
export const failedLoad: Alert = {
  id: "a1b2c3d4-0000-4000-8000-000000000001",
  fingerprint: "f".repeat(64),
  name: "pipeline_failure",
  type: "pipeline_failure",
  category: "application",
  severity: "error",
  priority: "high",
  priorityReason: "its severity is error",
  status: "active",
  title: "daily-load failed: 401 Unauthorized from the API",
  message: [
    "401 Unauthorized from the API",
    "This is failure 2 in a row.",
    "",
    "Job: daily-load (prod, shop)",
    "Plugin: tap-gitlab",
    "Since: 2026-03-01T06:25:00.000Z",
    "Duration: 5 m 00 s",
    "Records: 1,204",
    "Owner: wms-team",
  ].join("\n"),
  labels: {
    project: "shop",
    environment: "prod",
    job: "daily-load",
    plugin: "tap-gitlab",
    stream: "",
    check: "",
  },
  annotations: { owner: "wms-team", runbook: "https://wiki.example.com/auth" },
  details: { exit_code: 1 },
  metrics: {},
  recommendations: ["Renew the token in .env, then: pitchpipe run daily-load"],
  count: 1,
  runId: "0195500a-3880-7000-8000-000000000002",
  value: null,
  threshold: null,
  firstSeenAt: at,
  lastSeenAt: at,
  resolvedAt: null,
  acknowledgedBy: null,
  assignedTo: null,
};

/** A late load, for messages about several. */
export const lateLoad: Alert = {
  ...failedLoad,
  id: "b2c3d4e5-0000-4000-8000-000000000003",
  fingerprint: "e".repeat(64),
  name: "pipeline_missed",
  type: "pipeline_missed",
  severity: "critical",
  title: "hourly-sync is missing since 06:10",
  message: "hourly-sync should have run at 06:00, with 10 m of grace.",
  labels: { ...failedLoad.labels, job: "hourly-sync", plugin: "" },
  recommendations: [],
  runId: null,
};

const over = {
  ...failedLoad,
  status: "resolved",
  resolvedAt: at + 1_800_000,
  lastSeenAt: at + 60_000,
} as const;

/** What is different in a message of each kind. */
const parts: Readonly<Record<NotificationKind, Partial<Notification>>> = {
  firing: {},
  resolved: {
    title: `Resolved: ${failedLoad.title}`,
    message: "daily-load succeeded.\nIt lasted 30 m 00 s.\nLook: pitchpipe alerts show a1b2c3d4",
    alerts: [over],
  },
  repeat: { alerts: [{ ...failedLoad, count: 3, lastSeenAt: at + 14_400_000 }] },
  escalation: {
    message: `${failedLoad.message}\nNobody acknowledged it for 15 m.`,
    alerts: [{ ...failedLoad, severity: "critical" }],
  },
  digest: {
    title: "2 alerts that were held back",
    message: "2 alerts that were held back in 5 m",
    alerts: [failedLoad, lateLoad],
    alertIds: [failedLoad.id, lateLoad.id],
  },
  acknowledged: {
    message: `${failedLoad.message}\nana took it on.`,
    alerts: [{ ...failedLoad, status: "acknowledged", acknowledgedBy: "ana" }],
  },
  recovered: {
    title: `Fired and recovered: ${failedLoad.title}`,
    message: `${failedLoad.message}\ndaily-load succeeded.\nIt lasted 30 m 00 s. Nobody could be told before.`,
    alerts: [over],
  },
  silence_ending: { message: `${failedLoad.message}\nThe silence over it ends in 15 m.` },
  test: {
    title: "Test of channel under-test",
    message: "This is a test from pitchpipe: nothing is wrong, and nothing is to be done.",
    alerts: [
      {
        ...over,
        name: "channel_test",
        type: "custom",
        severity: "info",
        title: "Test of channel under-test",
        message: "This is a test from pitchpipe: nothing is wrong, and nothing is to be done.",
        recommendations: [],
        annotations: {},
        runId: null,
      },
    ],
  },
};

/** A notification of a kind, as the alert engine makes it. */
export function notificationOf(kind: NotificationKind, more: Partial<Notification> = {}): Notification {
  return {
    id: "d1e2f3a4-0000-4000-8000-000000000002",
    channel: "under-test",
    kind,
    status: "pending",
    reason: null,
    alertIds: [failedLoad.id],
    title: failedLoad.title,
    message: `${failedLoad.message}\nDo: ${failedLoad.recommendations[0]}\nLook: pitchpipe alerts show a1b2c3d4`,
    alerts: [failedLoad],
    createdAt: at,
    dueAt: at,
    ...parts[kind],
    ...more,
  };
}
