import { guardedLookup, isForbidden } from "../../channels/address-guard.ts";
import { findProgram } from "../../channels/exec/find-program.ts";
import { runProgram } from "../../channels/exec/run-program.ts";
import type { HealthEffects, ProgramEnd } from "../../health/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { projectProbes } from "./project-probes.ts";

/** Handed on to every program, where they are set. */
const handedOn = ["PATH", "HOME", "LANG", "TZ"] as const;
const noLimitMs = 2 ** 31 - 1;

/** The world as health checks see it from a project. */
export function healthEffects(project: OpenedProject): HealthEffects {
  return {
    clock: project.clock,
    elapsed: () => performance.now(),
    env: project.env,
    lookup: guardedLookup,
    isForbidden,
    // Drivers are installed where pitchpipe is; one that is not must not keep the others from loading.
    loadDriver: (name) => import(name),
    runProgram: (program) => runConfined(project, program),
    project: projectProbes(project),
  };
}

type Program = Parameters<HealthEffects["runProgram"]>[0];

async function runConfined({ project, env }: OpenedProject, program: Program): Promise<ProgramEnd> {
  const [name = "", ...args] = program.command;
  const own = Object.fromEntries(
    [...new Set([...handedOn, ...program.env])].flatMap((key) =>
      env[key] === undefined ? [] : [[key, env[key] ?? ""] as const],
    ),
  );
  const found = await findProgram(name, { root: project.root, path: own["PATH"] ?? "" });
  if ("refused" in found) return { code: null, said: "", fault: found.refused };
  const ended = await runProgram({
    path: found.path,
    args,
    cwd: project.root,
    env: own,
    stdin: "",
    timeoutMs: noLimitMs,
    signal: program.signal,
  });
  const fault = ended.fault === null ? null : `could not be started: ${ended.fault.message}`;
  return { code: ended.code, said: lastLine(ended.stderr), fault };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
}
