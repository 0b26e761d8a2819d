import { createRedactor } from "../../src/lib/redaction/index.ts";
import type { Alert, Notification } from "../../src/model/alert.ts";
import type { Signal } from "../../src/model/signal.ts";

/** A signal of a failed run; parts of it can be set. */
export function failureSignal(parts: Partial<Signal> = {}): Signal {
  return {
    name: "pipeline_failure",
    type: "pipeline_failure",
    category: "application",
    severity: "error",
    state: "firing",
    title: "daily-load failed: 401 Unauthorized",
    message: "tap-gitlab: 401 Unauthorized",
    labels: { project: "demo", environment: "dev", job: "daily-load", plugin: "tap-gitlab" },
    annotations: {},
    details: {},
    recommendations: [],
    value: null,
    threshold: null,
    runId: "0199f2c1-0000-7000-8000-000000000001",
    at: Date.UTC(2026, 0, 1, 12),
    ...parts,
  };
}

export const noSecrets = createRedactor([]);

/** A clock that stands until it is moved. */
export function handClock(start = Date.UTC(2026, 0, 1, 12)): { now(): number; move(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    move: (ms) => {
      now += ms;
    },
  };
}

/** Ids that count up and look like random ones. */
export function countingIds(): () => string {
  let next = 0;
  return () => {
    next += 1;
    return `${String(next).padStart(8, "0")}-0000-4000-8000-000000000000`;
  };
}

export const sampleAlert: Alert = {
  id: "a1b2c3d4-0000-4000-8000-000000000001",
  fingerprint: "f".repeat(64),
  name: "pipeline_failure",
  type: "pipeline_failure",
  category: "application",
  severity: "error",
  priority: "high",
  priorityReason: "its severity is error",
  status: "active",
  title: "daily-load failed: 401 Unauthorized",
  message: "tap-gitlab: 401 Unauthorized",
  labels: { job: "daily-load", plugin: "tap-gitlab" },
  annotations: { runbook: "https://wiki.example.com/auth" },
  details: { exit_code: 1 },
  metrics: {},
  recommendations: ["Renew the token."],
  count: 1,
  runId: "0199f2c1-0000-7000-8000-000000000001",
  value: null,
  threshold: null,
  firstSeenAt: Date.UTC(2026, 0, 1, 12),
  lastSeenAt: Date.UTC(2026, 0, 1, 12),
  resolvedAt: null,
  acknowledgedBy: null,
  assignedTo: null,
};

export const sampleNotice: Notification = {
  id: "d1e2f3a4-0000-4000-8000-000000000002",
  channel: "hook",
  kind: "firing",
  status: "pending",
  reason: "first notification",
  alertIds: [sampleAlert.id],
  title: sampleAlert.title,
  message: `${sampleAlert.message}\nDo: Renew the token.`,
  alerts: [sampleAlert],
  createdAt: sampleAlert.firstSeenAt,
  dueAt: sampleAlert.firstSeenAt,
};
