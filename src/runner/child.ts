import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Readable } from "node:stream";
import { createLineSplitter } from "./line-splitter.ts";

/** How a process ended: one of both is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Resolves when the process has ended and its output is read. */
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
}

export type Spawn = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

export interface ChildInput {
  readonly spawn: Spawn;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

/** Output may stay open when a plugin outlives Meltano: it is read for this long after the end. */
const lateOutputMs = 1000;

/**
 * Starts Meltano in our own process group, as if we were not there: a Ctrl-C reaches it as ever. Its standard input is
 * ours. Rejects where it can't be started.
 */
export async function startChild({ spawn, command, args, env, onLine }: ChildInput): Promise<Child> {
  const child = spawn(command, args, { env, stdio: ["inherit", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) readLines(stream, onLine);
  const exited = exitOf(child);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.on("error", reject);
  });
  return { pid: child.pid ?? 0, exited, kill: (signal) => void child.kill(signal) };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      const done = (): void => {
        clearTimeout(late);
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({ code, signal });
      };
      const late = setTimeout(done, lateOutputMs);
      child.once("close", done);
    });
  });
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const splitter = createLineSplitter();
  stream.on("data", (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) onLine(line);
  });
  stream.on("close", () => {
    for (const line of splitter.end()) onLine(line);
  });
}
