import type { Notification } from "../model/alert.ts";
import type { Labels } from "../model/labels.ts";
import type { Signal } from "../model/signal.ts";
import { factsOf } from "./alert-of-signal.ts";

/** A message that says of itself that it is a test; nothing of it is stored. */
export function sampleNotification(
  channel: string,
  { now, newId, labels }: { readonly now: number; readonly newId: () => string; readonly labels: Labels },
): Notification {
  const signal: Signal = {
    name: "channel_test",
    type: "custom",
    category: "system",
    severity: "info",
    state: "firing",
    title: `Test of channel ${channel}`,
    message: "This is a test from pitchpipe: nothing is wrong, and nothing is to be done.",
    labels,
    annotations: {},
    details: {},
    recommendations: [],
    value: null,
    threshold: null,
    runId: null,
    at: now,
  };
  const alert = {
    id: newId(),
    ...factsOf(signal),
    status: "resolved",
    count: 1,
    firstSeenAt: now,
    lastSeenAt: now,
    resolvedAt: now,
    acknowledgedBy: null,
    assignedTo: null,
  } as const;
  return {
    id: newId(),
    channel,
    kind: "test",
    status: "pending",
    reason: "a test of the channel",
    alertIds: [alert.id],
    title: signal.title,
    message: signal.message,
    alerts: [alert],
    createdAt: now,
    dueAt: now,
  };
}
