/** Runs, and what was said of them. */
export interface RunTables {
  runs: RunRow;
  attempts: AttemptRow;
  run_plugins: RunPluginRow;
  stream_claims: StreamClaimRow;
  log_chunks: LogChunkRow;
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
