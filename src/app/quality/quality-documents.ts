import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { ColumnMetrics } from "../../model/column-metrics.ts";
import type { Acceptance } from "../../model/stream-history.ts";
import type { Baseline } from "./baselines.ts";
import type { CheckRow } from "./check-list.ts";
import type { ShadowRow } from "./shadow-report.ts";
import type { StreamRun } from "./stream-runs.ts";
import type { Suggestion } from "./suggest.ts";

type Document = { readonly [key: string]: Json };

export function checkDocument(row: CheckRow): Document {
  const { runId, ...rest } = row;
  return { ...rest, run_id: runId };
}

/** `median`, `low` and `high` are `null` where there is too little history to say what is usual. */
export function baselineDocument(baseline: Baseline): Document {
  const { judged, last, acceptedFrom, job, environment, stream, metric, runs, values } = baseline;
  const band = judged.outcome === "insufficient_history" ? null : judged.band;
  return {
    ...{ job, environment, stream, metric, runs, values: [...values] },
    outcome: judged.outcome,
    reason: judged.reason,
    median: band?.median ?? null,
    low: band?.low ?? null,
    high: band?.high ?? null,
    level: judged.outcome === "insufficient_history" ? null : judged.level,
    last: { run_id: last.runId, at: toTimestamp(last.at), value: last.value, flagged: last.flagged },
    accepted_from: acceptedFrom === null ? null : toTimestamp(acceptedFrom),
  };
}

export function acceptanceDocument(acceptance: Acceptance): Document {
  const { job, environment, stream, metric, runId, from, hash, at, by } = acceptance;
  return {
    ...{ job, environment, stream, metric, run_id: runId, from: toTimestamp(from) },
    ...{ schema_hash: hash, at: toTimestamp(at), by },
  };
}

export function shadowDocument(row: ShadowRow): Document {
  return {
    ...{ job: row.job, stream: row.stream, name: row.name, check: row.check, action: row.action },
    ...{ runs: row.runs, runs_violated: row.runsViolated, runs_warned: row.runsWarned },
    ...{ runs_failed: row.runsFailed, violations: row.violations, last_run_id: row.lastRunId },
    message: row.message,
  };
}

export function streamRunDocument(run: StreamRun): Document {
  return {
    ...{ job: run.job, run_id: run.runId, at: toTimestamp(run.at), status: run.status },
    ...{ records: run.records, bytes: run.bytes, duration_seconds: run.durationSeconds },
    ...{ flagged: run.flagged, schema_hash: run.schemaHash, schema_held: run.schemaHeld },
    columns: run.columns === null ? null : run.columns.map(columnDocument),
  };
}

export function suggestionDocument({ entry, evidence }: Suggestion): Document {
  return { entry: entry as Json, evidence };
}

function columnDocument(column: ColumnMetrics): Document {
  return {
    ...{ column: column.column, records: column.records, nulls: column.nulls, types: { ...column.types } },
    ...{ distinct: column.distinct, distinct_error: column.distinctError },
    ...{ min: column.min, max: column.max, mean: column.mean, sum: column.sum },
    quantiles: column.quantiles === null ? null : { ...column.quantiles },
    ...{ length_min: column.lengthMin, length_max: column.lengthMax, length_mean: column.lengthMean },
    top: column.top.map((value) => ({ ...value })),
    sampled: column.sampled,
  };
}
