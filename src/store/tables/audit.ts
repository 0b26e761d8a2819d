/** The hash chain; the entries of segments are rows of `segments`. */
export interface AuditTables {
  audit_chains: AuditChainRow;
  audit_entries: AuditEntryRow;
}

/** A chain's last entry. */
export interface AuditChainRow {
  chain: string;
  number: number;
  hash: string;
  /** The run is over: what still comes is anchored again. */
  closed: number;
  /** The last entry that was cut off its beginning; 0 and no hash for a chain that is whole. */
  cut_number: number;
  cut_hash: string;
}

export interface AuditEntryRow {
  /** Its place among all entries, segments included. */
  sequence: number;
  chain: string;
  number: number;
  at: number;
  kind: string;
  actor: string;
  run_id: string | null;
  stream: string | null;
  /** Canonical JSON, as it was hashed. */
  body: string;
  previous_hash: string;
  hash: string;
  /** Tells an event that comes twice. */
  event_key: string;
}
