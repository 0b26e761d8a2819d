/** Events for OpenLineage, and what became of each at each destination. */
export interface OpenlineageTables {
  openlineage_events: OpenlineageEventRow;
  openlineage_deliveries: OpenlineageDeliveryRow;
}

export interface OpenlineageEventRow {
  id: string;
  run_id: string;
  subject: string;
  project: string;
  environment: string;
  type: string;
  at: number;
  /** Its place among events of one time. */
  place: number;
  /** JSON. */
  body: string;
}

export interface OpenlineageDeliveryRow {
  event_id: string;
  destination: string;
  run_id: string;
  project: string;
  environment: string;
  at: number;
  place: number;
  status: string;
  tries: number;
  due_at: number | null;
  error: string | null;
  settled_at: number | null;
}
