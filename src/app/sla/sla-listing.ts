import { type Judgement, nextDeadline, type SlaEntry, wordsOf } from "../../alerts/sla/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { cronProblem } from "../../lib/cron.ts";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { judgeEntry } from "./judge-entry.ts";
import { loadSla } from "./load-sla.ts";

/** An expectation as people see it. */
export interface SlaNow {
  readonly job: string;
  readonly expects: string;
  readonly name: string;
  readonly source: "file" | "meltano";
  readonly environment: string | null;
  /** `unwatched` for a schedule nobody asked us to watch. */
  readonly state: string;
  /** Why, where something is wrong. */
  readonly reason: string | null;
  readonly nextDeadlineAt: number | null;
  readonly graceMs: number | null;
  readonly missed: number;
  readonly lastRun: Run | null;
}

/** What is expected of each job, how it stands, and Meltano's schedules that nobody watches; reading only. */
export async function slaNow(project: OpenedProject, store: Store): Promise<SlaNow[]> {
  const { entries, unwatched } = loadSla(project);
  const memories = await store.ruleStates.slaStates(scopeOf(project));
  const now = project.clock.now();
  const name = project.project.name;
  const rows: SlaNow[] = [];
  for (const entry of entries) {
    const memory = memories.get(entry.key) ?? null;
    const judgement = await judgeEntry({ store, project: name, now }, entry, memory);
    rows.push(rowOf(entry, judgement, { now, lastRun: await lastRun(store, name, entry) }));
  }
  for (const schedule of unwatched) rows.push(await unwatchedRow(store, name, schedule));
  return rows;
}

async function lastRun(
  store: Store,
  project: string,
  { job, environment }: Pick<SlaEntry, "job" | "environment">,
): Promise<Run | null> {
  const own = environment === null ? {} : { environment };
  return (await store.runs.list({ project, job, ...own, limit: 1 }))[0] ?? null;
}

function rowOf(
  entry: SlaEntry,
  { status, breach, state }: Judgement,
  { now, lastRun: last }: { readonly now: number; readonly lastRun: Run | null },
): SlaNow {
  return {
    job: entry.job,
    expects: wordsOf(entry.expects),
    name: entry.name,
    source: entry.source,
    environment: entry.environment,
    state: status,
    reason: breach?.what ?? null,
    nextDeadlineAt: nextDeadline(entry, now),
    graceMs: entry.graceMs,
    missed: state.missed,
    lastRun: last,
  };
}

async function unwatchedRow(
  store: Store,
  project: string,
  {
    name,
    job,
    interval,
  }: { readonly name: string; readonly job: string | null; readonly interval: string | null },
): Promise<SlaNow> {
  const comes = interval !== null && cronProblem(interval) === null;
  return {
    job: job ?? name,
    expects: `schedule ${interval ?? "without an interval"}`,
    name,
    source: "meltano",
    environment: null,
    state: "unwatched",
    reason: whyUnwatched(job, comes),
    nextDeadlineAt: null,
    graceMs: null,
    missed: 0,
    lastRun: job === null ? null : await lastRun(store, project, { job, environment: null }),
  };
}

function whyUnwatched(job: string | null, comes: boolean): string {
  if (job === null) return "It names no job; make one of its tap and target.";
  if (!comes) return "It does not come again by itself.";
  return `To watch it: sla: [{job: ${job}, schedule: meltano, grace: 30m}]`;
}

export function slaDocument(row: SlaNow): { readonly [key: string]: Json } {
  return {
    job: row.job,
    expects: row.expects,
    name: row.name,
    source: row.source,
    environment: row.environment,
    state: row.state,
    reason: row.reason,
    next_deadline_at: toTimestamp(row.nextDeadlineAt),
    grace_seconds: row.graceMs === null ? null : row.graceMs / 1000,
    missed: row.missed,
    last_run:
      row.lastRun === null
        ? null
        : {
            run_id: row.lastRun.runId,
            status: row.lastRun.status,
            started_at: toTimestamp(row.lastRun.startedAt),
            ended_at: toTimestamp(row.lastRun.endedAt),
          },
  };
}
