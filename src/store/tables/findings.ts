/** What checks found, which checks passed, and what was erased from the quarantine. */
export interface FindingTables {
  findings: FindingRow;
  passed_checks: PassedCheckRow;
  finding_tellings: FindingTellingRow;
  quarantine_purges: QuarantinePurgeRow;
}

export interface FindingRow {
  block_id: string;
  /** SHA-256 of what tells a stream's findings apart. */
  finding_key: string;
  run_id: string;
  stream: string;
  name: string;
  outcome: string;
  level: string;
  mode: string;
  violations: number;
  at: number;
  /** The finding whole, as JSON. */
  finding: string;
}

export interface PassedCheckRow {
  block_id: string;
  stream: string;
  name: string;
  run_id: string;
}

/** Runs whose findings became signals, or have to. */
export interface FindingTellingRow {
  run_id: string;
  told_at: number | null;
}

export interface QuarantinePurgeRow {
  purge_id: string;
  at: number;
  purge: string;
}
