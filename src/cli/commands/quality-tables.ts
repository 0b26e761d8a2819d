import type { Baseline } from "../../app/quality/baselines.ts";
import type { CheckRow } from "../../app/quality/check-list.ts";
import type { ShadowRow } from "../../app/quality/shadow-report.ts";
import type { StreamRun } from "../../app/quality/stream-runs.ts";
import { formatByteSize } from "../../lib/byte-size.ts";
import { formatDuration } from "../../lib/duration.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Acceptance, LevelMetric } from "../../model/stream-history.ts";
import type { Cli } from "../io.ts";
import { printTable } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";
import { sparkline } from "../terminal/sparkline.ts";

const nothingSeen = "No run was seen yet: put `watch` between tap and target.";

export function printChecks(cli: Cli, rows: readonly CheckRow[]): void {
  printTable(
    cli,
    rows,
    [
      { title: "job", value: ({ job }) => stripControl(job) },
      { title: "stream", value: ({ stream }) => stripControl(stream) },
      {
        title: "check",
        value: ({ name, mode }) => stripControl(name) + (mode === "shadow" ? " (shadow)" : ""),
      },
      {
        title: "last outcome",
        value: ({ outcome, severity }) => (outcome === "violated" ? `${severity}` : outcome),
      },
      { title: "violations", align: "right", value: ({ violations }) => formatCount(violations) },
      { title: "what", value: ({ message }) => stripControl(message ?? "") },
    ],
    nothingSeen,
  );
}

export function printBaselines(cli: Cli, rows: readonly Baseline[]): void {
  printTable(
    cli,
    rows,
    [
      { title: "job", value: ({ job }) => stripControl(job) },
      { title: "stream", value: ({ stream }) => stripControl(stream) },
      { title: "metric", value: ({ metric }) => metric },
      { title: "runs", align: "right", value: ({ runs }) => String(runs) },
      { title: "last", align: "right", value: ({ last, metric }) => shown(last.value, metric) },
      { title: "usual", align: "right", value: usualOf },
      { title: "band", value: bandOf },
      { title: "", value: ({ values }) => sparkline(values) },
      {
        title: "last run is",
        value: ({ judged }) =>
          judged.outcome === "insufficient_history" ? `not judged: ${judged.reason}` : judged.outcome,
      },
    ],
    nothingSeen,
  );
}

function usualOf({ judged, metric }: Baseline): string {
  return judged.outcome === "insufficient_history" ? "" : shown(judged.band.median, metric);
}

function bandOf({ judged, metric }: Baseline): string {
  if (judged.outcome === "insufficient_history") return "";
  return `${shown(judged.band.low, metric)} to ${shown(judged.band.high, metric)}`;
}

function shown(value: number, metric: LevelMetric): string {
  if (metric === "bytes") return formatByteSize(Math.round(value));
  return metric === "duration" ? formatDuration(value * 1000) : formatCount(Math.round(value));
}

export function printAccepted(cli: Cli, rows: readonly Acceptance[]): void {
  for (const { job, stream, metric, runId, by } of rows)
    cli.stdout.write(
      `${stripControl(job)}: the ${metric} of ${stripControl(stream)} in run ${shortId(runId)} is the normal from now on (${stripControl(by)}).\n`,
    );
}

export function printRuns(cli: Cli, rows: readonly StreamRun[]): void {
  printTable(
    cli,
    rows,
    [
      { title: "run", value: ({ runId }) => shortId(runId) },
      { title: "job", value: ({ job }) => stripControl(job) },
      { title: "at", value: ({ at }) => new Date(at).toISOString().slice(0, 16).replace("T", " ") },
      { title: "status", value: ({ status }) => status },
      {
        title: "records",
        align: "right",
        value: ({ records, flagged }) => formatCount(records) + (flagged ? " !" : ""),
      },
      { title: "bytes", align: "right", value: ({ bytes }) => formatByteSize(bytes) },
      {
        title: "schema",
        value: ({ schemaHash, schemaHeld }) =>
          `${schemaHash?.slice(0, 8) ?? "unknown"}${schemaHeld ? " (held)" : ""}`,
      },
      {
        title: "columns",
        align: "right",
        value: ({ columns }) => (columns === null ? "unknown" : String(columns.length)),
      },
      { title: "nulls", align: "right", value: nullsOf },
    ],
    nothingSeen,
  );
}

/** The column with the most nulls. */
function nullsOf({ columns }: StreamRun): string {
  const worst = (columns ?? []).toSorted((a, b) => b.nulls / b.records - a.nulls / a.records)[0];
  if (worst === undefined || worst.nulls === 0) return "";
  return `${stripControl(worst.column)} ${((100 * worst.nulls) / worst.records).toFixed(1)} %`;
}

export function printShadow(cli: Cli, rows: readonly ShadowRow[]): void {
  printTable(
    cli,
    rows,
    [
      { title: "job", value: ({ job }) => stripControl(job) },
      { title: "stream", value: ({ stream }) => stripControl(stream) },
      { title: "check", value: ({ name }) => stripControl(name) },
      { title: "runs", align: "right", value: ({ runs, runsViolated }) => `${runsViolated} of ${runs}` },
      { title: "told", align: "right", value: ({ runsWarned }) => String(runsWarned) },
      { title: "failed", align: "right", value: ({ runsFailed }) => String(runsFailed) },
      {
        title: "rows",
        align: "right",
        value: ({ violations, action }) => `${formatCount(violations)} ${action}`,
      },
      { title: "last", value: ({ message }) => stripControl(message) },
    ],
    "No check in `mode: shadow` found anything in the runs looked at.",
  );
}
