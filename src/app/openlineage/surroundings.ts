import type { RunSurroundings } from "../../audit/openlineage/account.ts";
import type { LineageConfig } from "../../audit/openlineage/lineage-config.ts";
import { airflowInstant, parentRun } from "../../audit/openlineage/parent-run.ts";
import { cronOf } from "../../lib/cron.ts";
import type { MeltanoSchedule } from "../../meltano/project.ts";
import type { Run } from "../../model/run.ts";
import type { OpenedProject } from "../open-project.ts";
import { gitSource } from "./git-source.ts";

type Project = Pick<OpenedProject, "project" | "env" | "config" | "redactor">;

/** Under what a run begins that this process starts. */
export function surroundingsNow(
  { project, env, config, redactor }: Project,
  lineage: LineageConfig,
  { run, meltanoVersion }: { readonly run: Run; readonly meltanoVersion: string | null },
): RunSurroundings {
  const zone = config.settings.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const airflow = airflowInstant(env);
  return {
    ...surroundingsUnseen(lineage),
    parent: parentRun(env),
    nominalTime:
      airflow === null ? scheduledTime(project.schedules, run, zone) : { start: airflow.ms, end: null },
    source: gitSource(project.root),
    meltanoVersion,
    environmentVariables: Object.fromEntries(
      lineage.environmentVariables.flatMap((name) => {
        const value = env[name];
        return value === undefined ? [] : [[name, redactor.text(value)]];
      }),
    ),
  };
}

/** Under what a run began that nobody of us saw begin: only what holds for all of them. */
export function surroundingsUnseen({ namespace, jobTags, runTags }: LineageConfig): RunSurroundings {
  return {
    ...{ namespace, jobTags, runTags },
    ...{ parent: null, nominalTime: null, source: null, meltanoVersion: null, environmentVariables: {} },
  };
}

/**
 * When a schedule of Meltano's wanted the run: where its trigger (`MELTANO_JOB_TRIGGER`) is the schedule's name. From then on
 * to the next time is the span that the run stands for.
 */
export function scheduledTime(
  schedules: readonly MeltanoSchedule[],
  { job, trigger, startedAt }: Pick<Run, "job" | "trigger" | "startedAt">,
  zone: string,
): RunSurroundings["nominalTime"] {
  const schedule = schedules.find((one) => one.name === trigger && (one.job === null || one.job === job));
  if (!schedule?.interval) return null;
  try {
    const cron = cronOf(schedule.interval, zone);
    // A schedule's own moment counts as reached.
    const [start] = cron.previousRuns(1, new Date(startedAt + 1));
    return start === undefined
      ? null
      : { start: start.getTime(), end: cron.nextRun(start)?.getTime() ?? null };
  } catch {
    // `@once` and what is no cron line names no time.
    return null;
  }
}
