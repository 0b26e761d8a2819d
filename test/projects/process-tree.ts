import { readdirSync, readFileSync } from "node:fs";

/** A process that still lives, by its command line. */
export interface LivingProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/**
 * Every living process whose environment holds `mark`: all descendants of what was started with it, whatever process
 * group, session or parent they have by now. Linux only, like the tests that ask.
 */
export function processesMarked(mark: string): LivingProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => read(`/proc/${name}/environ`).includes(mark))
    .map((name) => ({
      pid: Number(name),
      commandLine: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim(),
    }))
    .filter(({ commandLine }) => commandLine !== "");
}

/** Ends everything that was started with `mark`, at once. */
export function killMarked(mark: string): void {
  for (const { pid } of processesMarked(mark)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself between the look and the kill.
    }
  }
}

/** Empty for a process that ended meanwhile, or is another user's. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
