import { execFile } from "node:child_process";
import type { ProcessUse } from "./process-use.ts";

/** What `ps` is asked where the system has no `/proc`: macOS and the BSDs know all of these. */
const psArguments = ["-A", "-ww", "-o", "pid=,ppid=,rss=,time=,lstart=,command="];

const psTimeoutMs = 5000;

/** All processes as `ps` tells of them; none where there is no such program. */
export function askPs(): Promise<ProcessUse[]> {
  return new Promise((resolve) => {
    const options = {
      timeout: psTimeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, LC_ALL: "C" },
    };
    execFile("ps", psArguments, options, (_error, stdout) => resolve(parsePs(stdout)));
  });
}

/** A line of `ps`: pid, parent, KiB of memory, processor time, when it was started (five words), its command. */
const line = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

export function parsePs(stdout: string): ProcessUse[] {
  return stdout.split("\n").flatMap((text) => {
    const found = line.exec(text);
    const cpuSeconds = secondsOf(found?.[4] ?? "");
    if (found === null || cpuSeconds === null) return [];
    return {
      pid: Number(found[1]),
      parent: Number(found[2]),
      startedAt: found[5] ?? "",
      commandLine: found[6] ?? "",
      ageMs: null,
      cpuSeconds,
      reapedCpuSeconds: 0,
      rssBytes: Number(found[3]) * 1024,
      maxRssBytes: null,
      diskReadBytes: null,
      diskWrittenBytes: null,
    };
  });
}

/** The processes below one, with it. */
export function below(uses: readonly ProcessUse[], root: number): ProcessUse[] {
  const found = new Set([root]);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const { pid, parent } of uses) if (found.has(parent)) found.add(pid);
  }
  return uses.filter(({ pid }) => found.has(pid));
}

/** `[days-]hours:minutes:seconds`, hours left out where there are none, hundredths where the system has them. */
function secondsOf(text: string): number | null {
  const found = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  if (found === null) return null;
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
