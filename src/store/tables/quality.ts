/** What runs leave for later ones to compare with, and what people accepted. */
export interface QualityTables {
  stream_schemas: StreamSchemaRow;
  schema_texts: SchemaTextRow;
  column_metrics: ColumnMetricsRow;
  acceptances: AcceptanceRow;
}

export interface StreamSchemaRow {
  block_id: string;
  stream: string;
  run_id: string;
  at: number;
  /** A JSON list of the metrics that were told as unusual. */
  flagged: string;
  /** Of the last SCHEMA; `null` where none came. */
  hash: string | null;
  key_properties: string;
  inferred: string;
  held: number;
  /** The stream's part of the last STATE, as JSON. */
  bookmarks: string;
}

export interface SchemaTextRow {
  hash: string;
  schema: string;
  first_seen_at: number;
}

export interface ColumnMetricsRow {
  block_id: string;
  stream: string;
  run_id: string;
  at: number;
  columns: string;
}

export interface AcceptanceRow {
  project: string;
  environment: string;
  job: string;
  stream: string;
  metric: string;
  run_id: string;
  from_at: number;
  hash: string | null;
  at: number;
  by: string;
}
