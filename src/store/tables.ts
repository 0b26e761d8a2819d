import type { Generated, Insertable, Kysely, Selectable } from "kysely";
import type { AlertingTables } from "./tables/alerting.ts";
import type { AuditTables } from "./tables/audit.ts";
import type { FindingTables } from "./tables/findings.ts";
import type { HealthTables } from "./tables/health.ts";
import type { LineageTables } from "./tables/lineage.ts";
import type { MetricTables } from "./tables/metrics.ts";
import type { OpenlineageTables } from "./tables/openlineage.ts";
import type { QualityTables } from "./tables/quality.ts";
import type { RunAccountTables } from "./tables/run-accounts.ts";

/** Our tables as both databases give them: times in ms since the epoch, booleans 0 or 1, JSON as text. */
export interface Tables
  extends AlertingTables,
    AuditTables,
    FindingTables,
    HealthTables,
    LineageTables,
    MetricTables,
    OpenlineageTables,
    QualityTables,
    RunAccountTables {
  migrations: MigrationRow;
  runs: RunRow;
  attempts: AttemptRow;
  run_plugins: RunPluginRow;
  stream_claims: StreamClaimRow;
  log_chunks: LogChunkRow;
  mapper_blocks: MapperBlockRow;
  stream_counts: StreamCountRow;
  throughput_samples: ThroughputSampleRow;
  segments: SegmentRow;
  signals: SignalRow;
  alerts: AlertRow;
  alert_events: AlertEventRow;
  notifications: NotificationRow;
  notification_alerts: NotificationAlertRow;
  delivery_attempts: DeliveryAttemptRow;
  leases: LeaseRow;
  notes: NoteRow;
}

/** The query layer, outside or inside a transaction. */
export type Database = Kysely<Tables>;

export interface MigrationRow {
  number: number;
  name: string;
  applied_at: number;
}

export interface RunRow {
  run_id: string;
  project: string;
  environment: string;
  job: string;
  tasks: string;
  status: string;
  exit_code: number | null;
  started_at: number;
  ended_at: number | null;
  complete: number;
  owner: string | null;
  labels: string;
  trigger: string | null;
  source: string;
  process: string | null;
  heartbeat_at: number | null;
  cause: string | null;
  failed_plugin: string | null;
  notices: string;
  /** Which sources' openings are in, as bits: see `facts/merge-run.ts`. */
  opened_by: number;
}

export interface AttemptRow {
  run_id: string;
  number: number;
  status: string;
  exit_code: number | null;
  started_at: number;
  ended_at: number | null;
}

export interface RunPluginRow {
  run_id: string;
  name: string;
  role: string;
  exit_code: number | null;
  cpu_seconds: number | null;
  max_rss_bytes: number | null;
}

export interface StreamClaimRow {
  run_id: string;
  stream: string;
  side: string;
  records: number;
}

export interface LogChunkRow {
  run_id: string;
  number: number;
  at: number;
  /** The lines as a JSON array, gzipped. */
  lines: Buffer;
}

interface TimeShareColumns {
  waiting_for_tap_ms: number;
  waiting_for_target_ms: number;
  own_work_ms: number;
}

export interface MapperBlockRow extends TimeShareColumns {
  block_id: string;
  /** Empty until the block's opening is in. */
  run_id: string;
  tap: string | null;
  process: string | null;
  opened_at: number;
  heartbeat_at: number;
  closed_at: number | null;
  exit_code: number | null;
  reason: string | null;
  lines: number;
  bytes_in: number;
  bytes_out: number;
  records: number;
  states_in: number;
  states_forwarded: number;
  saw_eof: number;
  incomplete: number;
  uncovered: number;
  /** What the target may have been holding; JSON. */
  flight: string | null;
}

export interface StreamCountRow extends TimeShareColumns {
  block_id: string;
  stream: string;
  records: number;
  bytes: number;
  forwarded: number;
  quarantined: number;
  dropped: number;
  uninspected: number;
  batches: number;
  schemas: number;
  states: number;
  first_at: number | null;
  last_at: number | null;
}

export interface ThroughputSampleRow extends TimeShareColumns {
  block_id: string;
  at: number;
  records: number;
  bytes: number;
}

export interface SegmentRow {
  /** The order in which segments were recorded, over all runs. */
  sequence: Generated<number>;
  block_id: string;
  stream: string;
  number: number;
  /** Of older stores; empty since block, stream and number are all it takes. */
  segment_id: string;
  records: number;
  bytes: number;
  sha256: string;
  state_sha256: string | null;
  bookmark: string | null;
  closed_by: string;
  opened_at: number;
  closed_at: number;
  /** Its place in the chain of its run; `null`, as is the hash, for segments from before there was a chain. */
  chain_number: number | null;
  /** The hash before it is that of the entry before it, and not written twice. */
  hash: string | null;
}

export type NewSegmentRow = Insertable<SegmentRow>;
export type HeldSegmentRow = Selectable<SegmentRow>;

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

export interface LeaseRow {
  name: string;
  holder: string;
  held_until: number;
}

export interface NoteRow {
  key: string;
  value: string;
}
