import type { Diagnosis } from "../../model/dossier.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import { causeWith, diagnoseRun } from "../../runner/diagnose-run.ts";
import { judgeLog, type LogEvidence, runEvidenceOf } from "../../runner/judge-log.ts";
import type { RunPlan } from "../../runner/plan.ts";
import { pluginResults } from "../../runner/plugin-results.ts";
import type { Verdict } from "../../runner/verdict.ts";
import { settingsOfJob } from "../end-of-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { goodRuns } from "../run/run-history.ts";
import { ingestNotices } from "./ingest-notices.ts";
import { type LogTime, timeInRunId } from "./log-time.ts";
import type { LoggedRun } from "./logged-run.ts";

export interface SettleRun {
  readonly project: OpenedProject;
  readonly logged: LoggedRun;
  readonly runId: string;
  /** The run as the store has it; `null` where it does not know it. */
  readonly held: Run | null;
  /** What our mappers told the store of this run. */
  readonly blocks: readonly MapperBlock[];
  /** As the user told it. */
  readonly exitCode: number | null;
  readonly job: string | null;
  /** When the file was last written, or now. */
  readonly writtenAt: number;
  readonly time: LogTime;
}

/** A run as its log tells it. */
export interface SettledRun {
  readonly run: Run;
  readonly verdict: Verdict;
  /** `null` for a run that is not known to be bad. */
  readonly diagnosis: Diagnosis | null;
  readonly plugins: ReturnType<typeof pluginResults>;
  /** The start is a time that stands in the log. */
  readonly startIsTold: boolean;
}

/** Judges a run by its log and by what the store knows of it. */
export async function settleRun(input: SettleRun): Promise<SettledRun> {
  const plan = input.logged.plan.plan(new Set(input.blocks.flatMap(({ tap }) => tap ?? [])));
  const times = timesOf(input);
  const head = runHead(input, plan, times.startedAt);
  const evidence = await evidenceOf(input, plan, head);
  const judged = judgeLog(evidence);
  const diagnosis = diagnoseRun(runEvidenceOf(evidence), input.logged.spoken, judged);
  const verdict = { ...judged, cause: causeWith(diagnosis, judged.cause) };
  const { status, cause, failedPlugin, exitCode } = verdict;
  const endedAt = times.endedAt ?? (exitCode === null && status === "unknown" ? null : times.lastAt);
  const run: Run = {
    ...head,
    status,
    exitCode,
    endedAt: endedAt === null ? null : Math.max(endedAt, head.startedAt),
    complete: status !== "unknown",
    cause,
    failedPlugin,
    notices: ingestNotices({
      logged: input.logged,
      verdict,
      blocks: input.blocks,
      startFrom: times.from,
      hasZone: input.project.config.settings.timezone !== undefined,
    }),
  };
  return {
    run,
    verdict,
    diagnosis,
    plugins: pluginResults(runEvidenceOf(evidence)),
    startIsTold: times.from === "log",
  };
}

function runHead({ project, logged, runId, job }: SettleRun, plan: RunPlan, startedAt: number): Run {
  const { settings } = project.config;
  const named = job ?? (plan.job || (logged.plan.ownStateId ?? ""));
  const ofJob = settings.jobs[named];
  return {
    runId,
    project: project.project.name,
    environment: logged.plan.environment ?? logged.environment ?? "",
    job: named,
    tasks: plan.tasks,
    status: "unknown",
    exitCode: null,
    startedAt,
    endedAt: null,
    complete: false,
    owner: ofJob?.owner ?? null,
    labels: { ...settings.labels, ...ofJob?.labels },
    trigger: null,
    source: "ingest",
    process: null,
    heartbeatAt: null,
    cause: null,
    failedPlugin: null,
    notices: [],
  };
}

async function evidenceOf(input: SettleRun, plan: RunPlan, run: Run): Promise<LogEvidence> {
  const { logged, project, exitCode, held, blocks } = input;
  return {
    log: logged.state,
    words: logged.words,
    plan,
    exitCode: exitCode ?? held?.exitCode ?? null,
    mapperBlocks: blocks,
    tapRecords: logged.tapRecords(),
    usualRecords: (await goodRuns(project, run)).records,
    zeroRecords: settingsOfJob(project, run).run.zero_records,
  };
}

/** Where the start of a run is known from. */
export type StartFrom = "log" | "run_id" | "file";

interface Times {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lastAt: number | null;
  readonly from: StartFrom;
}

/** Meltano's own duration counts where the log has one: its first lines come before the run, or are cut off. */
function timesOf({ logged, runId, writtenAt, time }: SettleRun): Times {
  const [firstAt, lastAt, endedAt] = [time(logged.firstAt), time(logged.lastAt), time(logged.endedAt)];
  const seconds = logged.state.completed?.durationSeconds ?? null;
  if (endedAt !== null && seconds !== null && seconds >= 0)
    return { startedAt: Math.round(endedAt - seconds * 1000), endedAt, lastAt, from: "log" };
  if (firstAt !== null)
    return {
      startedAt: Math.min(firstAt, endedAt === null ? firstAt : endedAt - blocksMs(logged)),
      endedAt,
      lastAt,
      from: "log",
    };
  const made = timeInRunId(runId);
  if (made !== null) return { startedAt: made, endedAt: null, lastAt: null, from: "run_id" };
  return { startedAt: Math.round(writtenAt), endedAt: null, lastAt: null, from: "file" };
}

/** At log level warning the first line may come long after the start. */
function blocksMs({ state }: LoggedRun): number {
  const seconds = state.blocks.map(({ result }) => Math.max(0, result?.durationSeconds ?? 0));
  return Math.round(seconds.reduce((sum, one) => sum + one, 0) * 1000);
}
