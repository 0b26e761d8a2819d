import { PitchpipeError, UsageError } from "../../lib/errors.ts";
import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import type { Signal } from "../../model/signal.ts";
import { endSignal } from "../../runner/end-signal.ts";
import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import { deliverForMs } from "../alerts/deliver-for.ts";
import { endOfRunSignals } from "../end-of-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { storeOrNull } from "../run/run-history.ts";

/** What a job that we don't wrap tells of itself. */
export type Ping =
  | { readonly kind: "start" }
  | { readonly kind: "end"; readonly exitCode: number | null; readonly good: boolean };

/** Reads `start`, `success`, `fail` or an exit code. Raises `USAGE` for anything else. */
export function parsePing(word: string): Ping {
  if (word === "start") return { kind: "start" };
  if (word === "success") return { kind: "end", exitCode: 0, good: true };
  if (word === "fail") return { kind: "end", exitCode: null, good: false };
  const code = Number(word);
  if (/^\d{1,3}$/.test(word) && code <= 255) return { kind: "end", exitCode: code, good: code === 0 };
  throw new UsageError({
    code: "USAGE",
    what: `ping takes start, success, fail or an exit code from 0 to 255, not ${word}.`,
    whatToDo: "Call it at the end of your script with its exit code: `pitchpipe ping JOB $?`.",
  });
}

function requireName(job: string): void {
  if (job.trim() !== "") return;
  throw new UsageError({
    code: "USAGE",
    what: "ping needs the name of a job; this one is empty.",
    whatToDo: "Is a variable unset? Call it as `pitchpipe ping nightly-load start`.",
  });
}

/** So many runs are looked at for one of this job that pinged its start. */
const openLimit = 50;

/** Records a ping as a run of the job, and tells its end. While the store is away the ping waits in the spool. */
export async function ping(project: OpenedProject, job: string, what: Ping): Promise<Run> {
  requireName(job);
  const store = await storeOrNull(project);
  const alerting = createAlerting(project);
  const now = project.clock.now();
  const open = store === null ? [] : await openPings(store, project, job);
  if (what.kind === "start") {
    const run = newRun(project, job, now);
    // A start without an end before it: what became of that one nobody said.
    await alerting.commit([...open.map(abandoned), { kind: "run_opened", run }], []);
    return run;
  }
  const begun = open[0];
  const run = ended(begun ?? newRun(project, job, now), what, now);
  // Where only the end was told nothing is said of how long it took.
  const told = begun === undefined ? { ...run, endedAt: null } : run;
  const signals = await endSignals(project, store, told);
  const recorded = await alerting.commit(endFacts(run, begun === undefined), signals);
  if (recorded === "lost") throw notKept();
  if (recorded === "stored") await alerting.deliver(deliverForMs);
  return run;
}

async function openPings(store: Store, { project, environment }: OpenedProject, job: string): Promise<Run[]> {
  const running = {
    project: project.name,
    environment,
    job,
    statuses: ["running"],
    limit: openLimit,
  } as const;
  return (await store.runs.list(running)).filter(({ source }) => source === "ping");
}

async function endSignals(project: OpenedProject, store: Store | null, run: Run): Promise<Signal[]> {
  const end = { records: null, stoppedByPerson: false };
  if (store !== null) return endOfRunSignals(project, store, { run, ...end });
  // Nobody knows how often it failed before: the end is told all the same.
  const { notify } = project.config.settings.run;
  const told = endSignal(run, { ...end, notify, failuresInARow: 1, alertAfterFailures: 1 });
  return told === null ? [] : [told];
}

function endFacts(run: Run, isNew: boolean): Fact[] {
  const { runId, status, exitCode, endedAt, complete, cause, notices } = run;
  const changes = { status, exitCode, endedAt, complete, cause, notices };
  const opened: Fact[] = isNew ? [{ kind: "run_opened", run }] : [];
  return [...opened, { kind: "run_changed", runId, changes }];
}

function notKept(): PitchpipeError {
  return new PitchpipeError({
    code: "STORE_UNAVAILABLE",
    what: "The ping could not be kept: neither the store nor the spool can be written.",
    whatToDo: "pitchpipe doctor",
  });
}

function newRun({ project, environment, config, newRunId }: OpenedProject, job: string, now: number): Run {
  const { labels, jobs } = config.settings;
  return {
    runId: newRunId(),
    project: project.name,
    environment,
    job,
    tasks: [],
    status: "running",
    exitCode: null,
    startedAt: now,
    endedAt: null,
    complete: false,
    owner: jobs[job]?.owner ?? config.owner,
    labels: { ...labels, ...jobs[job]?.labels },
    trigger: "ping",
    source: "ping",
    process: null,
    heartbeatAt: null,
    cause: null,
    failedPlugin: null,
    notices: [],
  };
}

function ended(begun: Run, { exitCode, good }: Extract<Ping, { kind: "end" }>, now: number): Run {
  const cause = exitCode === null ? "it pinged a failure" : `exit code ${exitCode}`;
  return {
    ...begun,
    status: good ? "success" : "failed",
    exitCode,
    endedAt: now,
    complete: true,
    cause: good ? null : cause,
    notices:
      begun.startedAt === now ? ["Only its end was told: how long it took is not known."] : begun.notices,
  };
}

function abandoned({ runId }: Run): Fact {
  return {
    kind: "run_changed",
    runId,
    changes: { status: "unknown", complete: true, notices: ["It began again before its end was told."] },
  };
}
