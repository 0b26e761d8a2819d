import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Processes stay on given cores, where that can be had: `cat` alone is else as fast or as slow as chance wants it. */
const pins = canPin()
  ? { ends: ["taskset", "-c", "0"], middle: ["taskset", "-c", "1"] }
  : { ends: [], middle: [] };

/** Seconds that `cat FILE | command | cat > /dev/null` takes. */
export async function throughPipes(file: string, command: readonly string[], root: string): Promise<number> {
  const line = [
    [...pins.ends, "cat", file],
    [...pins.middle, ...command],
    [...pins.ends, "cat"],
  ]
    .map((part) => part.map((word) => `'${word}'`).join(" "))
    .join(" | ");
  const startedAt = performance.now();
  const shell = spawn("bash", ["-c", `set -o pipefail; ${line} > /dev/null`], {
    env: environment(root),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [exitCode] = await once(shell, "close");
  if (exitCode !== 0) throw new Error(`${line} ended with ${exitCode}`);
  return (performance.now() - startedAt) / 1000;
}

/** The largest resident set, in MiB, of a command that is fed these chunks. */
export async function peakMemory(
  chunks: Iterable<Buffer>,
  [program = "", ...args]: readonly string[],
  root: string,
): Promise<number> {
  const child = spawn(program, args, {
    env: environment(root),
    stdio: ["pipe", openSync("/dev/null", "w"), "inherit"],
  });
  const { stdin } = child;
  if (stdin === null) throw new Error("no pipe to the mapper");
  let mebibytes = 0;
  const watch = setInterval(() => {
    const [, kibibytes = "0"] = /VmHWM:\s+(\d+)/.exec(statusOf(child.pid)) ?? [];
    mebibytes = Math.max(mebibytes, Number(kibibytes) / 1024);
  }, 20);
  for (const chunk of chunks) if (!stdin.write(chunk)) await once(stdin, "drain");
  stdin.end();
  const [exitCode] = await once(child, "close");
  clearInterval(watch);
  if (exitCode !== 0) throw new Error(`the mapper ended with ${exitCode}`);
  return mebibytes;
}

function environment(root: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    MELTANO_PROJECT_ROOT: root,
    MELTANO_ENVIRONMENT: "dev",
    MELTANO_EXTRACTOR_NAME: "tap-bench",
  };
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    // It has just ended.
    return "";
  }
}

function canPin(): boolean {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync("taskset", ["-c", "0,1", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
