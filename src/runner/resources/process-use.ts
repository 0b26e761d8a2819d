import { readFileSync } from "node:fs";

/** What one process took from the machine up to now; `null` where the system does not tell. */
export interface ProcessUse {
  readonly pid: number;
  readonly parent: number;
  /** With the pid it names the process for ever. */
  readonly startedAt: string;
  readonly commandLine: string;
  readonly ageMs: number | null;
  readonly cpuSeconds: number;
  /** That of its children that ended and that it waited for, with theirs; 0 where the system does not tell. */
  readonly reapedCpuSeconds: number;
  readonly rssBytes: number | null;
  /** The most it ever had. */
  readonly maxRssBytes: number | null;
  /** From and to disks, with those of children it waited for. */
  readonly diskReadBytes: number | null;
  readonly diskWrittenBytes: number | null;
}

/** The text of a file; `null` where it can't be read. */
export type ReadText = (path: string) => string | null;

export function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process ended meanwhile, is another user's, or the system has no such file.
    return null;
  }
}

/** Linux counts processor time in hundredths of a second for all programs (USER_HZ). */
const ticksPerSecond = 100;

/** The use of each process that is still there, from Linux's `/proc`. */
export function readProcessUses(pids: readonly number[], read: ReadText = readText): ProcessUse[] {
  const uptimeSeconds = Number.parseFloat(read("/proc/uptime") ?? "");
  return pids.flatMap((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === null) return [];
    const texts = {
      stat,
      status: read(`/proc/${pid}/status`) ?? "",
      io: read(`/proc/${pid}/io`) ?? "",
      commandLine: read(`/proc/${pid}/cmdline`) ?? "",
    };
    return useOf(texts, uptimeSeconds) ?? [];
  });
}

/** The texts that Linux has of a process (proc_pid_stat(5), proc_pid_status(5), proc_pid_io(5)). */
export interface ProcessTexts {
  readonly stat: string;
  readonly status: string;
  readonly io: string;
  readonly commandLine: string;
}

/** What these texts tell; `null` of one that has ended. */
export function useOf(
  { stat, status, io, commandLine }: ProcessTexts,
  uptimeSeconds: number,
): ProcessUse | null {
  // The name in parentheses may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!stat.includes(")") || fields[0] === "Z" || fields[0] === "X") return null;
  const ticks = (at: number): number => (Number(fields[at]) || 0) / ticksPerSecond;
  const ageMs = (uptimeSeconds - ticks(19)) * 1000;
  return {
    pid: Number.parseInt(stat, 10),
    parent: Number(fields[1]),
    startedAt: fields[19] ?? "",
    commandLine,
    ageMs: Number.isFinite(ageMs) && ageMs >= 0 ? ageMs : null,
    cpuSeconds: ticks(11) + ticks(12),
    reapedCpuSeconds: ticks(13) + ticks(14),
    rssBytes: kibibytes(status, "VmRSS"),
    maxRssBytes: kibibytes(status, "VmHWM"),
    diskReadBytes: numberOf(io, /^read_bytes: (\d+)/m),
    diskWrittenBytes: numberOf(io, /^write_bytes: (\d+)/m),
  };
}

function kibibytes(text: string, key: string): number | null {
  const found = numberOf(text, new RegExp(`^${key}:\\s+(\\d+) kB`, "m"));
  return found === null ? null : found * 1024;
}

function numberOf(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
