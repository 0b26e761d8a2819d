import type { Diagnosis } from "../../model/dossier.ts";
import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import { type HeldBack, preflightDiagnosis } from "../../runner/preflight.ts";
import { exitCodeOfSignal } from "../../runner/signal-number.ts";
import type { StopSignal } from "../../runner/stopping.ts";
import { dossierOf } from "./build-dossier.ts";
import type { EndedRun } from "./finish-run.ts";
import { isFromTerminal } from "./stop-request.ts";
import { tellEnd } from "./tell-end.ts";
import type { Watching } from "./watching.ts";

/** What a scheduler may take for "try again later" (EX_TEMPFAIL of sysexits(3)). */
const preflightExitCode = 75;

/** Ends a run whose source or target is not there: Meltano is not started, and that is told once. */
export function holdBack(watching: Watching, heldBack: HeldBack): Promise<EndedRun> {
  return notStarted(watching, {
    cause: heldBack.cause,
    failedPlugin: heldBack.plugin,
    exitCode: preflightExitCode,
    diagnosis: preflightDiagnosis(heldBack),
    signal: null,
  });
}

/** Ends a run that was told to stop before Meltano was started. */
export function stopBeforeStart(watching: Watching, by: StopSignal): Promise<EndedRun> {
  return notStarted(watching, {
    cause: `Stopped by ${by} before Meltano was started.`,
    failedPlugin: null,
    exitCode: exitCodeOfSignal(by) ?? 1,
    diagnosis: null,
    signal: by,
  });
}

interface Reason extends Pick<Run, "cause" | "failedPlugin"> {
  readonly exitCode: number;
  readonly diagnosis: Diagnosis | null;
  readonly signal: StopSignal | null;
}

async function notStarted(watching: Watching, reason: Reason): Promise<EndedRun> {
  const { project, alerting, context, earlier } = watching;
  const { cause, failedPlugin, exitCode, diagnosis, signal } = reason;
  const endedAt = project.clock.now();
  const status = "not_started";
  const ended = { status, exitCode, endedAt, heartbeatAt: endedAt, complete: true } as const;
  const changes = { ...ended, cause, failedPlugin };
  const run: Run = { ...watching.run, ...changes };
  const dossier = await dossierOf(project, { run, diagnosis, context });
  const { runId, startedAt } = run;
  const attempt = { number: earlier.attempt, status, exitCode: null, startedAt, endedAt } as const;
  const facts: Fact[] = [
    { kind: "run_changed", runId, changes },
    { kind: "attempt", runId, attempt },
    ...(dossier === null ? [] : [{ kind: "dossier", runId, dossier } satisfies Fact]),
  ];
  const stoppedByPerson = signal !== null && isFromTerminal(signal);
  const told = await tellEnd(project, { run, records: null, stoppedByPerson, dossier });
  return { run, facts, recorded: await alerting.commit(facts, told), exitCode, signal };
}
