import { dirname, join } from "node:path";
import type { MemoryTrace } from "../../diagnosis/index.ts";
import { type ReadText, readText } from "./process-use.ts";

/** The kernel's counters of kills for want of memory, and how much memory there may be; `null` where it does not tell. */
export interface MemoryMarks {
  /** Of this process's control group, which is the container's inside one. */
  readonly groupKills: number | null;
  /** Of the whole machine, or of the container where the kernel counts so. */
  readonly hostKills: number | null;
  /** The smallest limit over the group and those above it. */
  readonly limitBytes: number | null;
}

/** Reads the marks of the group that this process is in: what it starts is in it too. */
export function readMemoryMarks(read: ReadText = readText): MemoryMarks {
  const groups = read("/proc/self/cgroup") ?? "";
  const folders = groupFolders(groups);
  const kills = folders.flatMap((folder) => killsIn(folder, read) ?? []);
  const limits = folders.flatMap((folder) => limitIn(folder, read) ?? []);
  return {
    groupKills: kills[0] ?? null,
    hostKills: countOf(read("/proc/vmstat"), "oom_kill"),
    limitBytes: limits.length === 0 ? null : Math.min(...limits),
  };
}

/** What grew between two looks, and how much memory the run held at most. */
export function memoryTrace(before: MemoryMarks, after: MemoryMarks, mostBytes: number | null): MemoryTrace {
  return {
    groupKills: grown(before.groupKills, after.groupKills),
    hostKills: grown(before.hostKills, after.hostKills),
    limitBytes: after.limitBytes,
    mostBytes,
  };
}

function grown(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : Math.max(0, after - before);
}

/**
 * The folders of the group and of those above it, nearest first. Version 2 has one tree (`0::/path`), version 1 one for
 * memory (`4:memory:/path`); inside a container the path may be that of the host, which is not there.
 */
function groupFolders(groups: string): string[] {
  const ofMemory = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m.exec(groups)?.[1];
  const ofAll = /^0::(\/.*)$/m.exec(groups)?.[1];
  if (ofMemory !== undefined) return upwards("/sys/fs/cgroup/memory", ofMemory);
  return ofAll === undefined ? [] : upwards("/sys/fs/cgroup", ofAll);
}

function upwards(root: string, path: string): string[] {
  if (path === "/" || path === ".") return [root];
  return [join(root, path), ...upwards(root, dirname(path))];
}

function killsIn(folder: string, read: ReadText): number | null {
  return countOf(read(`${folder}/memory.events`) ?? read(`${folder}/memory.oom_control`), "oom_kill");
}

/** Version 1 has no word for "no limit": it names a number no machine has. */
const noLimit = 2 ** 60;

function limitIn(folder: string, read: ReadText): number | null {
  const text = read(`${folder}/memory.max`) ?? read(`${folder}/memory.limit_in_bytes`);
  const bytes = Number.parseInt(text ?? "", 10);
  return Number.isFinite(bytes) && bytes > 0 && bytes < noLimit ? bytes : null;
}

/** A line `name number` of a file of such lines. */
function countOf(text: string | null, name: string): number | null {
  const found = new RegExp(`^${name} (\\d+)$`, "m").exec(text ?? "")?.[1];
  return found === undefined ? null : Number(found);
}
