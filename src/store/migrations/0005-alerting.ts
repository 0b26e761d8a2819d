import type { ColumnTypes, Migration } from "./migration.ts";

/** Silences, who is to be told what and when, what keeps alerts quiet, how channels behave. */
export const alerting: Migration = {
  number: 5,
  name: "alerting",
  statements: (types) => [...tables(types), ...indexes()],
};

function tables({ text, integer, clustered }: ColumnTypes): string[] {
  return [
    `create table silences (
      id ${text} primary key, matchers ${text} not null, starts_at ${integer} not null, ends_at ${integer} not null,
      created_at ${integer} not null, created_by ${text} not null, comment ${text} not null, expired_by ${text},
      warned_at ${integer}, alert_id ${text})`,
    `create table tellings (
      alert_id ${text} not null, channel ${text} not null, step ${integer} not null, path ${text} not null,
      group_key ${text} not null, state ${text} not null, due_at ${integer}, told_at ${integer},
      held_kind ${text}, held_name ${text}, held_until ${integer},
      primary key (alert_id, channel, step))${clustered}`,
    `create table alert_marks (
      fingerprint ${text} primary key, alert_id ${text} not null, changes ${text} not null,
      flapping_since ${integer}, ending_at ${integer}, ending_note ${text}, suppressed_until ${integer},
      until_green ${integer} not null, due_at ${integer})`,
    `create table inhibitors (
      rule ${text} not null, equal_key ${text} not null, alert_id ${text} not null,
      primary key (rule, equal_key, alert_id))${clustered}`,
    `create table channel_states (
      channel ${text} primary key, failures ${integer} not null, rests_until ${integer}, reason ${text})`,
  ];
}

function indexes(): string[] {
  return [
    "create index silences_by_end on silences (ends_at)",
    "create index tellings_due on tellings (due_at) where due_at is not null",
    "create index tellings_by_group on tellings (group_key)",
    "create index tellings_held on tellings (held_kind, held_name) where held_kind is not null",
    "create index alert_marks_due on alert_marks (due_at) where due_at is not null",
    "create index alert_marks_by_alert on alert_marks (alert_id)",
    "create index alert_marks_until_green on alert_marks (fingerprint) where until_green = 1",
    "create index inhibitors_by_alert on inhibitors (alert_id)",
    "create index alerts_by_fingerprint on alerts (fingerprint, last_seen_at)",
    `create index alerts_open_by_last_seen on alerts (last_seen_at, id)
      where status not in ('resolved', 'expired')`,
    "create index notifications_by_channel on notifications (channel, created_at)",
    `create index notifications_waiting_by_channel on notifications (channel, due_at)
      where status in ('pending', 'failed')`,
  ];
}
