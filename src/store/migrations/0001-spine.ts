import type { ColumnTypes, Migration } from "./migration.ts";

/**
 * Runs, what mappers saw, signals, alerts, the outbox, leases and notes. Facts may come in any order and from several
 * processes, so their tables don't refer to one another; what the alert engine writes does.
 */
export const spine: Migration = {
  number: 1,
  name: "spine",
  statements: (types) => [...runTables(types), ...blockTables(types), ...alertTables(types)],
};

function runTables({ text, integer, real, bytes }: ColumnTypes): string[] {
  return [
    `create table runs (
      run_id ${text} primary key, project ${text} not null, environment ${text} not null, job ${text} not null,
      tasks ${text} not null, status ${text} not null, exit_code ${integer}, started_at ${integer} not null,
      ended_at ${integer}, complete ${integer} not null, owner ${text}, labels ${text} not null, "trigger" ${text},
      source ${text} not null, process ${text}, heartbeat_at ${integer}, cause ${text}, failed_plugin ${text},
      notices ${text} not null, opened_by ${integer} not null)`,
    "create index runs_by_start on runs (started_at, run_id)",
    "create index runs_by_job on runs (job, started_at)",
    "create index runs_incomplete on runs (started_at) where complete = 0",
    "create index runs_by_status on runs (status, started_at)",
    `create table attempts (
      run_id ${text} not null, number ${integer} not null, status ${text} not null, exit_code ${integer},
      started_at ${integer} not null, ended_at ${integer}, primary key (run_id, number))`,
    `create table run_plugins (
      run_id ${text} not null, name ${text} not null, role ${text} not null, exit_code ${integer},
      cpu_seconds ${real}, max_rss_bytes ${integer}, primary key (run_id, name))`,
    `create table stream_claims (
      run_id ${text} not null, stream ${text} not null, side ${text} not null, records ${integer} not null,
      primary key (run_id, stream, side))`,
    `create table log_chunks (
      run_id ${text} not null, number ${integer} not null, at ${integer} not null, lines ${bytes} not null,
      primary key (run_id, number))`,
  ];
}

function blockTables({ text, integer, sequence, clustered }: ColumnTypes): string[] {
  const shares = `waiting_for_tap_ms ${integer} not null, waiting_for_target_ms ${integer} not null,
      own_work_ms ${integer} not null`;
  return [
    `create table mapper_blocks (
      block_id ${text} primary key, run_id ${text} not null, tap ${text}, process ${text},
      opened_at ${integer} not null, heartbeat_at ${integer} not null, closed_at ${integer}, exit_code ${integer},
      reason ${text}, lines ${integer} not null, bytes_in ${integer} not null, bytes_out ${integer} not null,
      records ${integer} not null, states_in ${integer} not null, states_forwarded ${integer} not null,
      saw_eof ${integer} not null, incomplete ${integer} not null, uncovered ${integer} not null, ${shares})`,
    "create index mapper_blocks_by_run on mapper_blocks (run_id)",
    `create table stream_counts (
      block_id ${text} not null, stream ${text} not null, records ${integer} not null, bytes ${integer} not null,
      forwarded ${integer} not null, quarantined ${integer} not null, dropped ${integer} not null,
      uninspected ${integer} not null, schemas ${integer} not null, states ${integer} not null,
      first_at ${integer}, last_at ${integer}, primary key (block_id, stream))${clustered}`,
    `create table throughput_samples (
      block_id ${text} not null, at ${integer} not null, records ${integer} not null, bytes ${integer} not null,
      ${shares}, primary key (block_id, at))${clustered}`,
    `create table segments (
      sequence ${sequence}, block_id ${text} not null, stream ${text} not null, number ${integer} not null,
      segment_id ${text} not null, records ${integer} not null, bytes ${integer} not null, sha256 ${text} not null,
      state_sha256 ${text}, closed_by ${text} not null, opened_at ${integer} not null, closed_at ${integer} not null)`,
    "create unique index segments_by_block on segments (block_id, stream, number)",
  ];
}

function alertTables({ text, integer, real }: ColumnTypes): string[] {
  const ofNotification = `notification_id ${text} not null references notifications (id) on delete cascade
      deferrable initially deferred`;
  return [
    `create table signals (
      signal_id ${text} primary key, signal ${text} not null, at ${integer} not null, taken_at ${integer})`,
    "create index signals_pending on signals (at, signal_id) where taken_at is null",
    `create table alerts (
      id ${text} primary key, fingerprint ${text} not null, name ${text} not null, type ${text} not null,
      category ${text} not null, severity ${text} not null, priority ${text} not null,
      priority_reason ${text} not null, status ${text} not null, title ${text} not null, message ${text} not null,
      labels ${text} not null, annotations ${text} not null, details ${text} not null, metrics ${text} not null,
      recommendations ${text} not null, count ${integer} not null, run_id ${text}, value ${real}, threshold ${real},
      first_seen_at ${integer} not null, last_seen_at ${integer} not null, resolved_at ${integer},
      acknowledged_by ${text}, assigned_to ${text})`,
    "create unique index alerts_open on alerts (fingerprint) where status not in ('resolved', 'expired')",
    "create index alerts_by_last_seen on alerts (last_seen_at, id)",
    "create index alerts_by_run on alerts (run_id)",
    `create table alert_events (
      alert_id ${text} not null references alerts (id) on delete cascade deferrable initially deferred,
      number ${integer} not null, at ${integer} not null, kind ${text} not null, "by" ${text} not null, note ${text},
      primary key (alert_id, number))`,
    `create table notifications (
      id ${text} primary key, channel ${text} not null, kind ${text} not null, status ${text} not null,
      reason ${text}, alert_ids ${text} not null, title ${text} not null, message ${text} not null,
      alerts ${text} not null, created_at ${integer} not null, due_at ${integer}, claimed_by ${text},
      claimed_until ${integer})`,
    `create index notifications_waiting on notifications (created_at, id)
      where status in ('pending', 'failed')`,
    "create index notifications_by_creation on notifications (created_at, id)",
    `create table notification_alerts (
      ${ofNotification}, alert_id ${text} not null, primary key (alert_id, notification_id))`,
    "create index notification_alerts_by_notification on notification_alerts (notification_id)",
    `create table delivery_attempts (
      ${ofNotification}, number ${integer} not null, at ${integer} not null, ended_at ${integer},
      status_code ${integer}, error ${text}, vendor_id ${text}, recipients ${text} not null,
      primary key (notification_id, number))`,
    `create table leases (
      name ${text} primary key, holder ${text} not null, held_until ${integer} not null)`,
    `create table notes (key ${text} primary key, value ${text} not null)`,
  ];
}
