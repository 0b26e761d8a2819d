/** The tables of silences and of who is to be told. */
export interface AlertingTables {
  silences: SilenceRow;
  tellings: TellingRow;
  alert_marks: AlertMarkRow;
  inhibitors: InhibitorRow;
  channel_states: ChannelStateRow;
}

export interface SilenceRow {
  id: string;
  /** A JSON list of texts. */
  matchers: string;
  starts_at: number;
  ends_at: number;
  created_at: number;
  created_by: string;
  comment: string;
  expired_by: string | null;
  warned_at: number | null;
  alert_id: string | null;
}

export interface TellingRow {
  alert_id: string;
  channel: string;
  step: number;
  path: string;
  group_key: string;
  state: string;
  due_at: number | null;
  told_at: number | null;
  held_kind: string | null;
  held_name: string | null;
  held_until: number | null;
}

export interface AlertMarkRow {
  fingerprint: string;
  alert_id: string;
  /** A JSON list of times. */
  changes: string;
  flapping_since: number | null;
  ending_at: number | null;
  ending_note: string | null;
  suppressed_until: number | null;
  until_green: number;
  due_at: number | null;
}

export interface InhibitorRow {
  rule: string;
  equal_key: string;
  alert_id: string;
}

export interface ChannelStateRow {
  channel: string;
  failures: number;
  rests_until: number | null;
  reason: string | null;
}
