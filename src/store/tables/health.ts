/** What is known of health checks; a scope is a project and an environment. */
export interface HealthTables {
  health_states: HealthStateRow;
  health_results: HealthResultRow;
}

export interface HealthStateRow {
  scope: string;
  check_name: string;
  /** JSON. */
  state: string;
}

export interface HealthResultRow {
  scope: string;
  check_name: string;
  at: number;
  status: string;
  message: string;
  latency_seconds: number | null;
}
