import { readdirSync, readFileSync } from "node:fs";

/** One process as the kernel lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** The process group in the foreground of its terminal; -1 without a terminal. */
  readonly foreground: number;
  /** Kernel start time, as text: with the pid it names the process for ever. */
  readonly startedAt: string;
  /** Ended, and only waiting to be noticed by its parent. */
  readonly zombie: boolean;
}

/** The processes of this machine. Where the system has no `/proc`, all is empty and nobody is found. */
export interface ProcessTable {
  list(): ProcessEntry[];
  get(pid: number): ProcessEntry | null;
  /** `null` where it can't be read: gone, or another user's. */
  environment(pid: number): string | null;
  commandLine(pid: number): string | null;
  /** Names this start of the machine; empty where the system does not tell. */
  readonly bootId: string;
}

/** The kernel's own table, through `/proc`. */
export function readProcessTable(root = "/proc"): ProcessTable {
  const get = (pid: number): ProcessEntry | null => parseStat(read(`${root}/${pid}/stat`) ?? "");
  return {
    list: () => pids(root).flatMap((pid) => get(pid) ?? []),
    get,
    environment: (pid) => read(`${root}/${pid}/environ`),
    commandLine: (pid) => read(`${root}/${pid}/cmdline`),
    bootId: read(`${root}/sys/kernel/random/boot_id`)?.trim() ?? "",
  };
}

/** Whether a process is what the person at its terminal talks to: a Ctrl-C reaches its whole group then. */
export function isInForeground(table: Pick<ProcessTable, "get">, pid: number): boolean {
  const own = table.get(pid);
  return own !== null && own.foreground > 0 && own.foreground === own.group;
}

/** One line of `/proc/<pid>/stat` (proc_pid_stat(5)); the name in parentheses may hold anything. */
export function parseStat(text: string): ProcessEntry | null {
  const end = text.lastIndexOf(")");
  if (end < 0) return null;
  const fields = text.slice(end + 2).split(" ");
  const number = (at: number): number => Number(fields[at]);
  return {
    pid: Number.parseInt(text, 10),
    parent: number(1),
    group: number(2),
    session: number(3),
    foreground: number(5),
    startedAt: fields[19] ?? "",
    zombie: fields[0] === "Z" || fields[0] === "X",
  };
}

function pids(root: string): number[] {
  try {
    return readdirSync(root).map(Number).filter(Number.isInteger);
  } catch {
    // No /proc on this system: nobody can be found.
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process ended meanwhile, or belongs to somebody else.
    return null;
  }
}
