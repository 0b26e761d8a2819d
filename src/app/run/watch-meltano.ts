import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, messageOf } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Fact, Recorded } from "../../model/fact.ts";
import { childEnvironment } from "../../runner/child-environment.ts";
import { meltanoArguments, relayLevel } from "../../runner/meltano-command.ts";
import { readProcessTable } from "../../runner/process-table.ts";
import { readMemoryMarks } from "../../runner/resources/memory-marks.ts";
import { readProcessUses } from "../../runner/resources/process-use.ts";
import { askPs } from "../../runner/resources/ps-uses.ts";
import { resolved, stallSignal } from "../../runner/run-signals.ts";
import type { Stall } from "../../runner/stall.ts";
import { type WatchedRun, watchRun } from "../../runner/watch-run.ts";
import type { AttemptStart } from "./attempt-start.ts";
import { every } from "./every.ts";
import { readBlocks } from "./run-history.ts";
import type { Watching } from "./watching.ts";

/** Starts Meltano and stands by it to its end. */
export async function watchMeltano(watching: Watching, start: AttemptStart): Promise<WatchedRun> {
  const { request, project, run, kept } = watching;
  const record = async (facts: readonly Fact[]): Promise<Recorded> => {
    const recorded = await project.recorder.record(facts);
    kept.lost ||= recorded === "lost";
    return recorded;
  };
  const table = readProcessTable();
  try {
    return await watchRun(watchOptions(watching, start), {
      spawn,
      table,
      readUses: (pids) => readProcessUses(pids),
      // Without `/proc` the machine tells no name for its start either.
      askPs: table.bootId === "" ? askPs : null,
      readMemoryMarks: () => readMemoryMarks(),
      kill: killIfThere,
      sleep: async (ms) => void (await sleep(ms)),
      now: project.clock.now,
      every,
      onSignal: request.signals.onSignal,
      ownPid: process.pid,
      record,
      readBlocks: () => readBlocks(project, run, start),
      relay: request.relay,
      say: request.say,
    });
  } catch (thrown) {
    await notStarted(watching, start, messageOf(thrown));
    throw cannotStart(watching.meltano, thrown);
  }
}

function watchOptions(
  { request, prepared, project, run, background, meltano, ending, resources }: Watching,
  { line, timeoutMs, firstChunk, earlier }: AttemptStart,
) {
  const { env, paint } = request;
  const settings = project.config.settings;
  const marker = project.newId();
  const level = relayLevel(line, env);
  const { stall_after: stallAfterMs } = settings.run;
  return {
    run,
    command: meltano,
    args: meltanoArguments(line, { level, runId: run.runId, timeoutMs }),
    env: childEnvironment({ env, runId: run.runId, marker }),
    marker,
    redactor: project.redactor,
    log: {
      format: line.logFormat,
      level,
      where: `pitchpipe runs logs ${shortId(run.runId)}`,
      ...(paint === undefined ? {} : { paint }),
    },
    keepLog: settings.logs.keep,
    firstChunk,
    earlierClaims: earlier.claims,
    resources,
    killAfterMs: settings.run.kill_after,
    stallAfterMs: prepared.plan.blocks.some(({ kind }) => kind === "extract_load") ? stallAfterMs : null,
    onStall(stall: Stall) {
      const signal = stallSignal(run, stall, { stallAfterMs: stallAfterMs ?? 0, now: project.clock.now() });
      ending.set("stall", resolved(signal, signal.at, "The run has ended."));
      background.tell([signal]);
    },
    onFlow() {
      const told = ending.get("stall");
      ending.delete("stall");
      if (told) background.tell([resolved(told, project.clock.now(), "Records flow again.")]);
    },
  };
}

async function notStarted(
  { alerting, run: { runId }, project }: Watching,
  { number, startedAt }: AttemptStart,
  why: string,
): Promise<void> {
  const endedAt = project.clock.now();
  const status = "not_started";
  const changes = { status, endedAt, complete: true, cause: why.slice(0, 200) } as const;
  const attempt = { number, status, exitCode: null, startedAt, endedAt } as const;
  await alerting.commit(
    [
      { kind: "run_changed", runId, changes },
      { kind: "attempt", runId, attempt },
    ],
    [],
  );
}

function cannotStart(meltano: string, thrown: unknown): ConfigError {
  return new ConfigError({
    code: "MELTANO_NOT_FOUND",
    what: `Meltano could not be started: ${messageOf(thrown)}.`,
    why: `The program is ${meltano}.`,
    whatToDo: "Try it yourself: `meltano --version`. Name another one with `--meltano PATH`.",
    cause: thrown,
  });
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}
