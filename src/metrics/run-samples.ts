import type { Labels } from "../model/labels.ts";
import type { MapperBlock, StreamCount } from "../model/mapper-block.ts";
import { badStatuses, type Run, type RunPlugin, type StreamClaim } from "../model/run.ts";
import type { Sample } from "../model/sample.ts";

/** All that is known of a run that has ended. */
export interface EndedRun {
  readonly run: Run;
  readonly blocks: readonly MapperBlock[];
  readonly streams: readonly StreamCount[];
  readonly plugins: readonly RunPlugin[];
  readonly claims: readonly StreamClaim[];
  /** Bad runs of the job in a row, this one with them; `null` where nobody can judge this one. */
  readonly failuresInARow: number | null;
}

/** The samples of a run's end: only of what was measured. */
export function runSamples(ended: EndedRun): Sample[] {
  const { run } = ended;
  const at = run.endedAt ?? run.heartbeatAt ?? run.startedAt;
  const labels = { project: run.project, environment: run.environment, job: run.job };
  const measured = [
    ...ofRun(ended),
    ...ended.streams.flatMap((stream) => ofStream(stream)),
    ...ended.plugins.flatMap((plugin) => ofPlugin(plugin, durationOf(run))),
  ];
  return measured.flatMap(([metric, value, own]) =>
    value === null ? [] : [{ metric, at, value, labels: { ...labels, ...own } }],
  );
}

type Measured = readonly [metric: string, value: number | null, labels: Labels];

function ofRun({ run, blocks, claims, failuresInARow }: EndedRun): Measured[] {
  const seconds = durationOf(run);
  const records = recordsOf(blocks, claims);
  const bytes = blocks.length === 0 ? null : sum(blocks.map(({ bytesIn }) => bytesIn));
  return [
    ["run_duration_seconds", seconds, {}],
    ["run_records", records, {}],
    ["run_bytes", bytes, {}],
    ["run_records_per_second", perSecond(records, seconds), {}],
    ["run_failures_in_a_row", failuresInARow, {}],
  ];
}

function ofStream({ stream, records, bytes, quarantined, firstAt, lastAt }: StreamCount): Measured[] {
  const seconds = firstAt === null || lastAt === null ? null : (lastAt - firstAt) / 1000;
  return [
    ["stream_records", records, { stream }],
    ["stream_bytes", bytes, { stream }],
    ["stream_records_per_second", perSecond(records, seconds), { stream }],
    ["stream_quarantined", quarantined, { stream }],
  ];
}

function ofPlugin({ name, cpuSeconds, maxRssBytes }: RunPlugin, seconds: number | null): Measured[] {
  const cpu = cpuSeconds === null || seconds === null || seconds === 0 ? null : (cpuSeconds / seconds) * 100;
  return [
    ["process_cpu_percent", cpu, { plugin: name }],
    ["process_max_rss_bytes", maxRssBytes, { plugin: name }],
  ];
}

/** `null` where no end is known, and where only an end was told: a run that pings nothing but its end took unknown time. */
function durationOf({ startedAt, endedAt, source }: Run): number | null {
  if (endedAt === null || (source === "ping" && endedAt === startedAt)) return null;
  return Math.max(0, endedAt - startedAt) / 1000;
}

/** What our mappers saw, else what the tap said; `null` where nobody counted. */
function recordsOf(blocks: readonly MapperBlock[], claims: readonly StreamClaim[]): number | null {
  if (blocks.length > 0) return sum(blocks.map(({ records }) => records));
  const said = claims.filter(({ side }) => side === "tap");
  return said.length === 0 ? null : sum(said.map(({ records }) => records));
}

function perSecond(count: number | null, seconds: number | null): number | null {
  return count === null || seconds === null || seconds <= 0 ? null : count / seconds;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Bad runs up to and with this one, by the runs of its job before it, newest first; `null` where it can't be judged. */
export function failuresInARow(run: Run, earlier: readonly Run[]): number | null {
  if (run.status === "success") return 0;
  if (!badStatuses.has(run.status)) return null;
  const judged = earlier.filter(
    ({ runId, status }) => runId !== run.runId && status !== "running" && status !== "unknown",
  );
  const firstGood = judged.findIndex(({ status }) => !badStatuses.has(status));
  return 1 + (firstGood === -1 ? judged.length : firstGood);
}
