/** Signals, the alerts they became, and who was told. */
export interface AlertTables {
  signals: SignalRow;
  alerts: AlertRow;
  alert_events: AlertEventRow;
  notifications: NotificationRow;
  notification_alerts: NotificationAlertRow;
  delivery_attempts: DeliveryAttemptRow;
}

export interface SignalRow {
  signal_id: string;
  signal: string;
  at: number;
  taken_at: number | null;
}

export interface AlertRow {
  id: string;
  fingerprint: string;
  name: string;
  type: string;
  category: string;
  severity: string;
  priority: string;
  priority_reason: string;
  status: string;
  title: string;
  message: string;
  labels: string;
  annotations: string;
  details: string;
  metrics: string;
  recommendations: string;
  count: number;
  run_id: string | null;
  value: number | null;
  threshold: number | null;
  first_seen_at: number;
  last_seen_at: number;
  resolved_at: number | null;
  acknowledged_by: string | null;
  assigned_to: string | null;
}

export interface AlertEventRow {
  alert_id: string;
  /** Counts up per alert, from 1: the order in which the events were appended. */
  number: number;
  at: number;
  kind: string;
  by: string;
  note: string | null;
}

export interface NotificationRow {
  id: string;
  channel: string;
  kind: string;
  status: string;
  reason: string | null;
  alert_ids: string;
  title: string;
  message: string;
  alerts: string;
  created_at: number;
  due_at: number | null;
  claimed_by: string | null;
  claimed_until: number | null;
}

export interface NotificationAlertRow {
  notification_id: string;
  alert_id: string;
}

export interface DeliveryAttemptRow {
  notification_id: string;
  number: number;
  at: number;
  ended_at: number | null;
  status_code: number | null;
  error: string | null;
  vendor_id: string | null;
  recipients: string;
}
