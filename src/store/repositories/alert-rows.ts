import type { Alert, AlertEvent } from "../../model/alert.ts";
import type { AlertEventRow, AlertRow } from "../tables/alerts.ts";

export function toAlertRow(alert: Alert): AlertRow {
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    name: alert.name,
    type: alert.type,
    category: alert.category,
    severity: alert.severity,
    priority: alert.priority,
    priority_reason: alert.priorityReason,
    status: alert.status,
    title: alert.title,
    message: alert.message,
    labels: JSON.stringify(alert.labels),
    annotations: JSON.stringify(alert.annotations),
    details: JSON.stringify(alert.details),
    metrics: JSON.stringify(alert.metrics),
    recommendations: JSON.stringify(alert.recommendations),
    count: alert.count,
    run_id: alert.runId,
    value: alert.value,
    threshold: alert.threshold,
    first_seen_at: alert.firstSeenAt,
    last_seen_at: alert.lastSeenAt,
    resolved_at: alert.resolvedAt,
    acknowledged_by: alert.acknowledgedBy,
    assigned_to: alert.assignedTo,
  };
}

/** In the order of `toAlertRow`. */
export const alertColumns = [
  "id",
  "fingerprint",
  "name",
  "type",
  "category",
  "severity",
  "priority",
  "priority_reason",
  "status",
  "title",
  "message",
  "labels",
  "annotations",
  "details",
  "metrics",
  "recommendations",
  "count",
  "run_id",
  "value",
  "threshold",
  "first_seen_at",
  "last_seen_at",
  "resolved_at",
  "acknowledged_by",
  "assigned_to",
] as const satisfies readonly (keyof AlertRow)[];

export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    name: row.name,
    type: row.type as Alert["type"],
    category: row.category as Alert["category"],
    severity: row.severity as Alert["severity"],
    priority: row.priority as Alert["priority"],
    priorityReason: row.priority_reason,
    status: row.status as Alert["status"],
    title: row.title,
    message: row.message,
    labels: JSON.parse(row.labels) as Alert["labels"],
    annotations: JSON.parse(row.annotations) as Alert["annotations"],
    details: JSON.parse(row.details) as Alert["details"],
    metrics: JSON.parse(row.metrics) as Alert["metrics"],
    recommendations: JSON.parse(row.recommendations) as Alert["recommendations"],
    count: row.count,
    runId: row.run_id,
    value: row.value,
    threshold: row.threshold,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    resolvedAt: row.resolved_at,
    acknowledgedBy: row.acknowledged_by,
    assignedTo: row.assigned_to,
  };
}

export function toAlertEvent(row: AlertEventRow): AlertEvent {
  return { alertId: row.alert_id, at: row.at, kind: row.kind, by: row.by, note: row.note };
}
