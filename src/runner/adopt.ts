import { createHash } from "node:crypto";
import type { RunChanges } from "../model/fact.ts";
import type { MapperBlock } from "../model/mapper-block.ts";
import type { MeltanoRun } from "../model/meltano-run.ts";
import type { Run, RunStatus } from "../model/run.ts";
import { shorten } from "./cause.ts";
import { blockProblem } from "./mapper-judgement.ts";

/** A run of ours with what its mappers saw. */
export interface KnownRun {
  readonly run: Run;
  readonly blocks: readonly MapperBlock[];
}

/** What the rows say about one run. */
export interface Adoption {
  /** The run as it stands now: new, or with the changes applied. */
  readonly run: Run;
  /** `null` for a run that nobody had opened. */
  readonly changes: RunChanges | null;
  /** It ended just now, as far as we are concerned: its end is to be told. */
  readonly ended: boolean;
  readonly reason: string;
}

export interface AdoptInput {
  readonly project: string;
  readonly now: number;
  /** When the first tick was; what ended before is history, and never told. `null` during the first tick itself. */
  readonly firstTickAt: number | null;
}

/** Meltano beats each second; its own limit of five minutes only guards its lock. */
const deadHeartMs = 60_000;
const noHeartMs = 24 * 3_600_000;

/** Clocks of one host, and what Meltano does before its mapper starts. */
const slackMs = 5_000;

/**
 * Reads Meltano's own table: runs that nobody watched are taken in, runs that only a mapper saw are completed. Rows of
 * runs that `pitchpipe run` wrapped are its own business, unless it could not judge them. Equal rows change nothing.
 */
export function adoptRuns(
  rows: readonly MeltanoRun[],
  known: readonly KnownRun[],
  input: AdoptInput,
): Adoption[] {
  const taken = new Set<string>();
  return groupByRun(rows.filter(isRun)).flatMap((group) => {
    const held = findKnown(group, known, taken);
    if (held !== null) taken.add(held.run.runId);
    return held === null ? adoptNew(group, input) : completeKnown(group, held, input);
  });
}

interface Group {
  readonly runId: string;
  readonly rows: readonly MeltanoRun[];
}

/** `STATE_EDIT` is a person's `meltano state set`, `IDLE` never began. */
function isRun({ state }: MeltanoRun): boolean {
  return state === "RUNNING" || state === "SUCCESS" || state === "FAIL" || state === "DEAD";
}

function groupByRun(rows: readonly MeltanoRun[]): Group[] {
  const groups = new Map<string, MeltanoRun[]>();
  for (const row of rows) {
    const runId = row.runId ?? derivedId(row);
    const group = groups.get(runId);
    if (group === undefined) groups.set(runId, [row]);
    else group.push(row);
  }
  return [...groups].map(([runId, members]) => ({
    runId,
    rows: members.sort((a, b) => a.startedAt - b.startedAt),
  }));
}

/** By its id; else a run that only a mapper saw: the same environment and tap, at the same time. */
function findKnown(
  { runId, rows }: Group,
  known: readonly KnownRun[],
  taken: ReadonlySet<string>,
): KnownRun | null {
  const byId = known.find(({ run }) => run.runId === runId);
  if (byId !== undefined) return byId;
  return (
    known.find(
      (held) =>
        held.run.source === "mapper" &&
        !taken.has(held.run.runId) &&
        rows.some((row) => isSameRun(row, held)),
    ) ?? null
  );
}

function isSameRun(row: MeltanoRun, { run, blocks }: KnownRun): boolean {
  const { environment, job } = partsOf(row.stateId);
  if (environment !== run.environment) return false;
  if (!blocks.some(({ tap }) => tap !== null && job.startsWith(`${tap}-to-`))) return false;
  const rowEnd = row.endedAt ?? row.lastHeartbeatAt ?? Number.POSITIVE_INFINITY;
  const ourEnd = run.endedAt ?? run.heartbeatAt ?? run.startedAt;
  return run.startedAt <= rowEnd + slackMs && row.startedAt <= ourEnd + slackMs;
}

function adoptNew(group: Group, input: AdoptInput): Adoption[] {
  const outcome = outcomeOf(group.rows, input.now);
  // The wrapper opened it, and its opening may still lie in a spool.
  if (group.rows.some(({ trigger }) => trigger === "pitchpipe")) return [];
  const [first] = group.rows;
  if (first === undefined) return [];
  const run: Run = {
    runId: group.runId,
    project: input.project,
    environment: partsOf(first.stateId).environment,
    job: jobOf(group.rows),
    tasks: [],
    exitCode: null,
    startedAt: first.startedAt,
    owner: null,
    labels: {},
    trigger: first.trigger,
    source: "meltano",
    process: null,
    heartbeatAt: latest(group.rows.map(({ lastHeartbeatAt }) => lastHeartbeatAt)),
    failedPlugin: null,
    notices: ["Nobody watched this run: what is known of it stands in Meltano's own history."],
    ...outcome,
  };
  return [{ run, changes: null, ended: isNews(outcome, input), reason: "a run that nobody watched" }];
}

function completeKnown({ rows }: Group, { run, blocks }: KnownRun, input: AdoptInput): Adoption[] {
  if (run.complete || (run.source === "runner" && run.status !== "unknown")) return [];
  const outcome = withMapper(outcomeOf(rows, input.now), run, blocks);
  // That it goes on is the mapper's to say: it may have ended while the target still works.
  if (outcome.status === "running" || (outcome.status === run.status && outcome.endedAt === run.endedAt))
    return [];
  const named =
    run.source === "mapper" ? { job: jobOf(rows), trigger: run.trigger ?? rows[0]?.trigger ?? null } : {};
  const changes: RunChanges = { ...outcome, ...named };
  const ended = isNews(outcome, input) && run.status !== outcome.status;
  return [{ run: { ...run, ...changes }, changes, ended, reason: "completed from Meltano's history" }];
}

interface Outcome {
  readonly status: RunStatus;
  readonly endedAt: number | null;
  readonly complete: boolean;
  readonly cause: string | null;
}

function outcomeOf(all: readonly MeltanoRun[], now: number): Outcome {
  const rows = lastTries(all);
  const endedAt = rows.every((row) => row.endedAt !== null) ? latest(rows.map((row) => row.endedAt)) : null;
  const bad = rows.find(({ state }) => state === "FAIL" || state === "DEAD");
  if (bad !== undefined) return { status: badStatus(bad), endedAt, complete: true, cause: causeOf(bad) };
  const running = rows.filter(({ state }) => state === "RUNNING");
  if (running.length === 0) return { status: "success", endedAt, complete: true, cause: null };
  if (running.some((row) => heartBeats(row, now)))
    return { status: "running", endedAt: null, complete: false, cause: null };
  return {
    status: "lost",
    endedAt: null,
    complete: false,
    cause: "Meltano stopped beating without an end: it was killed, or its host went down.",
  };
}

/** Of a block that was tried again only the last try counts. */
function lastTries(rows: readonly MeltanoRun[]): readonly MeltanoRun[] {
  return [...new Map(rows.map((row) => [row.stateId, row])).values()];
}

/** What Meltano calls a success is one only where our mapper saw it through. */
function withMapper(
  outcome: Outcome,
  run: Run,
  blocks: readonly MapperBlock[],
): Outcome & Partial<RunChanges> {
  if (outcome.status !== "success") return outcome;
  for (const block of blocks) {
    const problem = blockProblem(block, "pitchpipe-mapper");
    if (problem !== null)
      return { ...outcome, status: "failed", cause: problem.cause, failedPlugin: problem.failedPlugin };
  }
  // A wrapped run keeps its own end: it saw it.
  return run.source === "runner" ? { ...outcome, endedAt: run.endedAt } : outcome;
}

function isNews({ status, endedAt }: Outcome, { firstTickAt, now }: AdoptInput): boolean {
  if (status === "running") return false;
  return firstTickAt !== null && (endedAt ?? now) > firstTickAt;
}

function badStatus({ error }: MeltanoRun): RunStatus {
  return /^The process was (?:terminated|interrupted)/.test(error ?? "") ? "terminated" : "failed";
}

function causeOf({ error }: MeltanoRun): string {
  return shorten(
    error === null || error === "" ? "Meltano says that it failed, and not why." : `Meltano: ${error}`,
  );
}

function heartBeats({ lastHeartbeatAt, startedAt }: MeltanoRun, now: number): boolean {
  return lastHeartbeatAt === null ? now - startedAt < noHeartMs : now - lastHeartbeatAt < deadHeartMs;
}

/** A state id is `environment:tap-to-target` with an optional `:suffix`. */
function partsOf(stateId: string): { readonly environment: string; readonly job: string } {
  const parts = stateId.split(":");
  return parts.length < 2
    ? { environment: "", job: stateId }
    : { environment: parts[0] ?? "", job: parts[1] ?? "" };
}

function jobOf(rows: readonly MeltanoRun[]): string {
  return [...new Set(rows.map(({ stateId }) => partsOf(stateId).job))].join("+");
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.flatMap((time) => time ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** A run id for a row without one (Meltano before 2.0): always the same, shaped as a UUIDv8. */
function derivedId({ id, stateId, startedAt }: MeltanoRun): string {
  const hex = createHash("sha256").update(`${id} ${stateId} ${startedAt}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
