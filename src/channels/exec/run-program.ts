import { type ChildProcess, spawn } from "node:child_process";

/** How a program ended; `code` is `null` where a signal ended it or it never began. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
  readonly stopped: "at the limit" | "by us" | null;
  /** Why it could not be started. */
  readonly fault: NodeJS.ErrnoException | null;
}

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** So much of stderr is kept. */
const stderrLimit = 4_096;

/**
 * Runs a program in a process group of its own, with this text on its stdin, to its end; at the limit or when stopped the
 * whole group is killed. Never throws.
 */
export function runProgram({ path, args, cwd, env, stdin, timeoutMs, signal }: Program): Promise<Ended> {
  return new Promise((done) => {
    let stopped: Ended["stopped"] = null;
    let stderr = "";
    const child = spawn(path, args, {
      cwd,
      env,
      shell: false,
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
    });
    const stop = (why: NonNullable<Ended["stopped"]>) => () => {
      stopped ??= why;
      killGroup(child);
    };
    const onLimit = setTimeout(stop("at the limit"), timeoutMs);
    const onStop = stop("by us");
    signal.addEventListener("abort", onStop, { once: true });
    const end = (ended: Pick<Ended, "code" | "signal" | "fault">): void => {
      clearTimeout(onLimit);
      signal.removeEventListener("abort", onStop);
      // What it left behind in its group, and what holds its stderr open, ends with it.
      killGroup(child);
      child.stderr?.destroy();
      done({ ...ended, stderr, stopped });
    };
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-stderrLimit);
    });
    // A program need not read its stdin: its exit code tells what became of it.
    child.stdin?.on("error", () => undefined);
    child.once("error", (fault) => end({ code: null, signal: null, fault }));
    child.once("exit", (code, by) => setImmediate(() => end({ code, signal: by, fault: null })));
    child.stdin?.end(stdin);
    if (signal.aborted) onStop();
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left in the group.
  }
}
