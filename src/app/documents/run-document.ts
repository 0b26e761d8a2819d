import { toTimestamp } from "../../lib/clock.ts";
import { type Bottleneck, bottleneckOf, withTargetsTail } from "../../mapper/bottleneck.ts";
import type { Alert } from "../../model/alert.ts";
import type { Dossier } from "../../model/dossier.ts";
import type { Finding } from "../../model/finding.ts";
import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import type { PluginResources } from "../../model/plugin-resources.ts";
import { type Attempt, badStatuses, type Run, type RunPlugin, type StreamClaim } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { heldFindings } from "../held-findings.ts";
import { dossierDocument } from "./dossier-document.ts";
import { findingDocument, mergeFindings } from "./finding-document.ts";
import { flightDocuments } from "./flight-document.ts";
import { busyWords, pluginDocuments } from "./resources-document.ts";

/** Everything the store knows of one run. */
export interface RunRecord {
  readonly run: Run;
  readonly attempts: readonly Attempt[];
  readonly plugins: readonly RunPlugin[];
  /** What they took from the machine. */
  readonly resources: readonly PluginResources[];
  readonly claims: readonly StreamClaim[];
  readonly blocks: readonly MapperBlock[];
  readonly streams: readonly StreamCount[];
  readonly findings: readonly Finding[];
  /** Why it failed; `null` where it did not, or nobody knows. */
  readonly dossier: Dossier | null;
  readonly alerts: readonly Alert[];
}

/** Reads a run with all that belongs to it. */
export async function readRunRecord(store: Store, run: Run): Promise<RunRecord> {
  const { runId } = run;
  return {
    run,
    attempts: await store.runs.attempts(runId),
    plugins: await store.runs.plugins(runId),
    resources: await store.accounts.resources(runId),
    claims: await store.runs.claims(runId),
    blocks: await store.blocks.ofRun(runId),
    streams: await store.blocks.streams(runId),
    findings: (await heldFindings(store, runId)).map(({ finding }) => finding),
    dossier: await store.accounts.dossier(runId),
    alerts: await store.alerts.list({ runId }),
  };
}

/** The document of `runs show` and `run --json` (design section 15). Durations are seconds, sizes bytes. */
export function runDocument(record: RunRecord) {
  const { run } = record;
  return {
    ...runHead(run),
    tasks: [...run.tasks],
    complete: run.complete,
    owner: run.owner,
    labels: { ...run.labels },
    trigger: run.trigger,
    cause: run.cause,
    notices: [...run.notices],
    attempts: record.attempts.map((attempt) => ({
      number: attempt.number,
      status: attempt.status,
      exit_code: attempt.exitCode,
      duration_seconds: seconds(attempt.startedAt, attempt.endedAt),
    })),
    plugins: pluginDocuments(record.plugins, record.resources),
    streams: streamNames(record).map((stream) => streamDocument(record, stream)),
    bottleneck: bottleneckDocument(record),
    flight_recorder: flightDocuments(record.blocks),
    findings: mergeFindings(record.findings).map(findingDocument),
    // A run id that was used again may have gone well in the end.
    dossier: dossierDocument(badStatuses.has(run.status) ? record.dossier : null),
    alerts: record.alerts.map(({ id, type, severity, status }) => ({ id, type, severity, status })),
  };
}

export type RunDocument = ReturnType<typeof runDocument>;

/** A row of `runs list`: the head of the run's document and its totals. */
export function runRow(run: Run, blocks: readonly MapperBlock[], findings: number) {
  return {
    ...runHead(run),
    records: total(blocks, (block) => block.records),
    bytes: total(blocks, (block) => block.bytesOut),
    findings: blocks.length === 0 ? null : findings,
    cause: run.cause,
    complete: run.complete,
  };
}

export type RunRow = ReturnType<typeof runRow>;

function runHead(run: Run) {
  return {
    run_id: run.runId,
    job: run.job,
    environment: run.environment,
    status: run.status,
    exit_code: run.exitCode,
    started_at: toTimestamp(run.startedAt),
    ended_at: toTimestamp(run.endedAt),
    duration_seconds: seconds(run.startedAt, run.endedAt),
  };
}

function streamDocument({ run, streams, claims }: RunRecord, stream: string) {
  const seen = streams.find((count) => count.stream === stream);
  const said = (side: StreamClaim["side"]): number | null =>
    claims.find((claim) => claim.stream === stream && claim.side === side)?.records ?? null;
  return {
    stream,
    records: seen?.records ?? null,
    bytes: seen?.bytes ?? null,
    records_per_second: seen ? rate(seen, run) : null,
    forwarded: seen?.forwarded ?? null,
    quarantined: seen?.quarantined ?? null,
    dropped: seen?.dropped ?? null,
    uninspected: seen?.uninspected ?? null,
    schemas: seen?.schemas ?? null,
    states: seen?.states ?? null,
    duration_seconds: seen ? seconds(seen.firstAt, seen.lastAt) : null,
    bottleneck: seen ? verdictDocument(bottleneckOf([seen])) : null,
    tap_said: said("tap"),
    target_said: said("target"),
  };
}

/**
 * Records a second over the stream's own time, or over the run's where the stream passed in less than a second: a
 * burst of a few milliseconds says nothing about a rate.
 */
function rate(count: StreamCount, run: Run): number | null {
  const own = seconds(count.firstAt, count.lastAt);
  const span = own !== null && own >= 1 ? own : seconds(run.startedAt, run.endedAt ?? count.lastAt);
  return span === null || span <= 0 ? null : Math.round((count.records / span) * 10) / 10;
}

function bottleneckDocument({ run, blocks, resources }: RunRecord) {
  const verdict = bottleneckOf(endsWithLoad(run) ? withTargetsTail(blocks, run.endedAt) : blocks);
  const words = [busyWords(verdict.side, resources), verdict.advice].filter((text) => text !== null);
  return { ...verdictDocument(verdict), advice: words.length === 0 ? null : words.join(" ") };
}

function verdictDocument({ side, confidence, shares }: Bottleneck) {
  const { tap = null, target = null, mapper = null } = shares ?? {};
  return { side, confidence, shares: { tap, target, mapper } };
}

/** Whether the last thing a run does is to load: after another command the time to its end says nothing of the target. */
function endsWithLoad({ tasks }: Run): boolean {
  return /(?:^|\s)target-\S+$/.test(tasks.at(-1)?.trim() ?? "");
}

function streamNames({ streams, claims }: RunRecord): string[] {
  const named = claims.filter(({ side }) => side !== "target_input");
  return [...new Set([...streams.map(({ stream }) => stream), ...named.map(({ stream }) => stream)])];
}

function total(blocks: readonly MapperBlock[], of: (block: MapperBlock) => number): number | null {
  return blocks.length === 0 ? null : blocks.reduce((sum, block) => sum + of(block), 0);
}

function seconds(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from) / 1000;
}
