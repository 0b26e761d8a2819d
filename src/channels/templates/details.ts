import type { Json } from "../../lib/canonical-json.ts";
import type { AlertType } from "../../model/signal.ts";

type Details = { readonly [key: string]: Json };

/** What our own producers put into an alert's details, by its type; examples stand for the shape. */
const own: Readonly<Partial<Record<AlertType, Details>>> = {
  pipeline_failure: {
    status: "failed",
    exit_code: 1,
    failures_in_a_row: 2,
    streams: [{ stream: "orders", records: 1_204, bytes: 486_000, quarantined: 3 }],
    cause_category: "auth",
    dossier: {
      category: "auth",
      confidence: "high",
      role: "tap",
      repeated: 2,
      evidence: ["401 Unauthorized"],
      changed: [{ what: "tap-gitlab", before: "1.2.0", after: "1.3.0" }],
      streams_not_loaded: ["orders"],
      records_since_bookmark: 1204,
    },
    flight_recorder: null,
  },
  pipeline_stalled: { waiting_for: "tap", since: "2026-03-01T06:20:00.000Z" },
  system_health: { problems: ["run.timeot is no key"], step: "deliver", error: "disk is full" },
};

/** Of every finding of a check. */
const ofFindings: Details = {
  check: "not_null",
  findings: [
    {
      ...{ field: "order_nbr", outcome: "violated", level: "fail", action: "quarantine", records: 1204 },
      ...{
        violations: 3,
        samples: [],
        first_line: 12,
        threshold: { count: 1 },
        changes: [],
        target_crash: false,
      },
    },
  ],
};

const findingTypes: ReadonlySet<AlertType> = new Set([
  "data_quality",
  "schema_change",
  "volume_anomaly",
  "freshness",
  "reconciliation",
  "security",
]);

const ofDeadlines: Details = {
  expected: "daily-load by 09:00",
  count: 1,
  deadline: "2026-03-01T09:00:00.000Z",
  time_zone: "America/Sao_Paulo",
};

/** A rule, and whoever sends an alert by hand, may raise any type. */
const ofAnyType: Details = {
  ...{ rule: "slow_run", metric: "run_duration_seconds", condition: "last > 30m", expression: "" },
  ...{ window_seconds: 3600, stale: false, sampled_at: "2026-03-01T06:29:00.000Z" },
  ...{ percentile: "p95", affected_users: 3, error_count: 4, endpoint: "/orders", stack_trace: "Error: …" },
};

/** Details of a type of alert as what usually raises it puts them there, as a sample. */
export function sampleDetails(type: AlertType): Details {
  return {
    ...(type === "performance" ? ofAnyType : {}),
    ...(findingTypes.has(type) ? ofFindings : {}),
    ...(type === "sla_breach" || type === "pipeline_missed" ? ofDeadlines : {}),
    ...own[type],
  };
}

/** The details that a type of alert is known by, all unknown: what an alert lacks is nothing, and no error. */
export function detailsOf(type: AlertType): Details {
  return Object.fromEntries(Object.keys({ ...ofAnyType, ...sampleDetails(type) }).map((key) => [key, null]));
}
