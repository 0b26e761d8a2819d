import type { Severity } from "../../model/severity.ts";
import type { AlertType } from "../../model/signal.ts";

/** What an alert of a type says, in the words of what raises it. */
export interface SampleWords {
  readonly about: "run" | "system";
  readonly name?: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: readonly string[];
  readonly advice: readonly string[];
  readonly plugin?: string;
  readonly stream?: string;
  readonly check?: string;
  readonly value?: number;
  readonly threshold?: number;
  readonly metric?: string;
}

const run = ["Job: daily-load (prod, shop)", "Plugin: tap-gitlab", "Since: 2026-03-01T06:25:00.000Z"];
const ofRun = ["", ...run, "Duration: 5 m 00 s", "Records: 1,204", "Owner: wms-team"];
const ofStream = (check: string): readonly string[] => [
  "",
  "Job: daily-load (prod, shop)",
  "Stream: orders",
  `Check: ${check}`,
  "Owner: wms-team",
];
const seeRun = "pitchpipe runs show 0195500a-3880";

/** One sample of every type. */
export const sampleWords: Readonly<Record<AlertType, SampleWords>> = {
  pipeline_start: {
    ...{ about: "run", severity: "info", advice: [] },
    title: "daily-load started",
    message: ["daily-load started.", "", "Job: daily-load (prod, shop)", "Owner: wms-team"],
  },
  pipeline_success: {
    ...{ about: "run", severity: "info", advice: [] },
    title: "daily-load succeeded",
    message: ["daily-load succeeded in 5 m 00 s.", ...ofRun],
  },
  pipeline_failure: {
    ...{ about: "run", severity: "error", plugin: "tap-gitlab" },
    title: "daily-load failed: 401 Unauthorized from the API",
    message: ["401 Unauthorized from the API", "This is failure 2 in a row.", ...ofRun],
    advice: ["Renew the token in .env, then: pitchpipe run daily-load", "pitchpipe runs logs 0195500a-3880"],
  },
  pipeline_stalled: {
    ...{ about: "run", severity: "warning", plugin: "tap-gitlab", value: 600, threshold: 600, advice: [] },
    title: "daily-load is stalled: No record for 10 m 00 s, waiting for the tap.",
    message: ["No record for 10 m 00 s, waiting for the tap.", "", ...run],
  },
  pipeline_missed: {
    ...{ about: "run", severity: "critical", check: "hourly at :00" },
    title: "daily-load did not run at 06:00",
    message: ["daily-load did not run at 06:00, and 10 m of grace are over.", "", "Job: daily-load"],
    advice: ["pitchpipe sla list", "pitchpipe runs list"],
  },
  data_quality: {
    ...{ about: "run", name: "not_null", severity: "error", plugin: "tap-gitlab", value: 3 },
    ...{ stream: "orders", check: "not_null:order_nbr" },
    title: "orders: order_nbr is empty",
    message: ["order_nbr is empty (3 of 1,204)", ...ofStream("not_null:order_nbr")],
    advice: [seeRun, "pitchpipe quarantine show 0195500a-3880"],
  },
  schema_change: {
    ...{ about: "run", name: "schema_drift", severity: "error", plugin: "tap-gitlab", value: 1 },
    ...{ stream: "orders", check: "schema_drift" },
    title: "orders: the field qty is gone",
    message: ["the field qty is gone", ...ofStream("schema_drift")],
    advice: [seeRun],
  },
  volume_anomaly: {
    ...{ about: "run", name: "volume", severity: "warning", plugin: "tap-gitlab", value: 12 },
    ...{ stream: "orders", check: "volume" },
    title: "orders: 12 records came, and 1,100 to 1,300 are usual",
    message: ["12 records came, and 1,100 to 1,300 are usual", ...ofStream("volume")],
    advice: [seeRun],
  },
  freshness: {
    ...{ about: "run", severity: "warning", plugin: "tap-gitlab", value: 108_000 },
    ...{ stream: "orders", check: "freshness:mod_ts" },
    title: "orders: the newest mod_ts is 30 h old, and 26 h is the most",
    message: ["the newest mod_ts is 30 h old, and 26 h is the most", ...ofStream("freshness:mod_ts")],
    advice: [seeRun],
  },
  reconciliation: {
    ...{ about: "run", name: "reconcile", severity: "warning", plugin: "tap-gitlab", value: 1200 },
    ...{ stream: "orders", check: "reconcile" },
    title: "orders: 1204 records were forwarded, and the target says it took 1200.",
    message: ["1204 records were forwarded, and the target says it took 1200.", ...ofStream("reconcile")],
    advice: [seeRun],
  },
  connection_error: {
    ...{ about: "run", severity: "critical", plugin: "target-postgres", check: "warehouse" },
    title: "warehouse is down: connection refused",
    message: ["connection refused", "", "Job: daily-load"],
    advice: ["pitchpipe health"],
  },
  performance: {
    ...{ about: "run", name: "slow_run", severity: "warning", metric: "run_duration_seconds" },
    ...{ value: 2400, threshold: 1800, check: "slow_run" },
    title: "slow_run: run_duration_seconds is 40 m",
    message: ["run_duration_seconds is 40 m (condition: last > 30m)", "", "Job: daily-load"],
    advice: ["pitchpipe rules test slow_run"],
  },
  sla_breach: {
    ...{ about: "run", severity: "error", check: "daily-load by 09:00" },
    title: "daily-load is late: expected by 09:00, and still running",
    message: ["daily-load is late: expected by 09:00, and still running.", "", "Job: daily-load"],
    advice: ["pitchpipe sla list", seeRun],
  },
  security: {
    ...{ about: "run", name: "sensitive", severity: "error", plugin: "tap-gitlab", value: 2 },
    ...{ stream: "orders", check: "sensitive:note" },
    title: "orders: note holds what looks like card numbers",
    message: ["note holds what looks like card numbers (2 of 1,204)", ...ofStream("sensitive:note")],
    advice: [seeRun],
  },
  system_health: {
    ...{ about: "system", name: "tick_step_failed", severity: "error", check: "tick:deliver" },
    title: "tick can't do its step deliver: disk is full",
    message: ["The step deliver of tick fails: disk is full", "The others go on."],
    advice: ["pitchpipe tick", "pitchpipe doctor"],
  },
  custom: {
    ...{ about: "run", name: "stock_below_minimum", severity: "warning", value: 4, threshold: 10 },
    title: "Stock of item 4711 is below its minimum",
    message: ["4 pieces are left, and 10 is the minimum."],
    advice: ["Order more."],
  },
};
