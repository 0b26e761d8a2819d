import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { killMarked, type LivingProcess, processesMarked } from "./process-tree.ts";

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** After this the whole tree is killed and the command rejects. Milliseconds. */
  readonly timeout?: number;
  readonly input?: string;
}

/** How a command ended, and everything it said. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command while it runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** What it said so far, on both streams. */
  said(): string;
  /** Resolves as soon as `said()` contains the text; rejects where the command ends without it. */
  waitFor(text: string): Promise<void>;
  /** Resolves as soon as `holds` does; rejects where the command ends before. */
  until(holds: () => boolean): Promise<void>;
  /** Living processes of its tree, itself included. */
  tree(): readonly LivingProcess[];
  /** The one process of its tree whose command line contains the text. */
  pidOf(text: string): number;
  /** Kills what is left of its tree. */
  cleanUp(): void;
}

/** Starts a command in a process group of its own, as a terminal would. */
export function start(command: string, args: readonly string[], options: CommandOptions): Running {
  const mark = crypto.randomUUID();
  const env = { ...options.env, PROCESS_TREE_MARK: mark };
  const child = spawn(command, args, { cwd: options.cwd, env, detached: true, stdio: "pipe" });
  child.stdin?.on("error", () => {}).end(options.input ?? "");
  const texts = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  const said = (): string => texts.stdout + texts.stderr;
  const cleanUp = (): void => killMarked(mark);
  const outcome = ended(child, options.timeout ?? 280_000, cleanUp).then(
    ([exitCode, signal]) => ({ exitCode, signal, ...texts }),
    (thrown) => {
      throw new Error(`${command} ${args.join(" ")}: ${String(thrown)}\n${said()}`);
    },
  );
  outcome.catch(() => {});
  return {
    child,
    outcome,
    said,
    waitFor: (text) => until(() => said().includes(text), child, said),
    until: (holds) => until(holds, child, said),
    tree: () => processesMarked(mark),
    pidOf: (text) => pidOf(text, processesMarked(mark)),
    cleanUp,
  };
}

/** Runs a command to its end. Nothing of its tree survives. */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<Outcome> {
  const running = start(command, args, options);
  try {
    return await running.outcome;
  } finally {
    running.cleanUp();
  }
}

async function ended(
  child: ChildProcess,
  timeout: number,
  kill: () => void,
): Promise<[number | null, NodeJS.Signals | null]> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, timeout);
  try {
    const [exitCode, signal] = await once(child, "close");
    if (late) throw new Error(`still running after ${timeout / 1000} s`);
    return [exitCode, signal];
  } finally {
    clearTimeout(timer);
  }
}

function pidOf(text: string, tree: readonly LivingProcess[]): number {
  const found = tree.filter(({ commandLine }) => commandLine.includes(text));
  if (found.length !== 1) throw new Error(`${found.length} processes have "${text}" in their command line`);
  return found[0]?.pid ?? Number.NaN;
}

async function until(holds: () => boolean, child: ChildProcess, said: () => string): Promise<void> {
  while (!holds()) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`ended before what was waited for:\n${said()}`);
    await sleep(20);
  }
}
