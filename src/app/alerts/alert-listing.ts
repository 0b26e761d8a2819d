import type { Alert, AlertStatus } from "../../model/alert.ts";
import type { Labels } from "../../model/labels.ts";
import type { Severity } from "../../model/severity.ts";
import type { AlertType } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";

/** Statuses of alerts whose problem is not over. */
export const openStatuses = ["pending", "active", "acknowledged", "suppressed"] as const;

export interface AlertQuery {
  readonly statuses?: readonly AlertStatus[];
  readonly types?: readonly AlertType[];
  readonly severities?: readonly Severity[];
  readonly labels: Labels;
  readonly name?: string;
  readonly seenSince?: number;
  readonly limit: number;
}

/**
 * Alerts, newest first by when they were last seen. Without a status or a time: every open one, however old, and the newest
 * others up to the limit; an old problem that is still on must not be pushed out by events of today.
 */
export async function listAlerts(store: Store, query: AlertQuery): Promise<Alert[]> {
  const newest = await store.alerts.list(query);
  if (query.statuses !== undefined || query.seenSince !== undefined) return newest;
  const open = await store.alerts.list({ ...query, statuses: openStatuses, limit: 1_000 });
  const all = new Map([...newest, ...open].map((alert) => [alert.id, alert]));
  return [...all.values()].sort((one, other) => other.lastSeenAt - one.lastSeenAt);
}
