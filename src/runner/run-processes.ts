import { runMarker } from "./child-environment.ts";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";

export interface RunProcessesInput {
  readonly table: ProcessTable;
  /** Meltano's own process. */
  readonly root: number;
  /** The value of `runMarker` in the run's environment. */
  readonly marker: string;
  /** Processes seen below Meltano before: some clear their environment and lose their parent. */
  readonly seen?: readonly ProcessEntry[];
}

/**
 * The living processes of a run: Meltano and all below it, those that lost their parent (found by the marker they
 * inherited), and those seen before. Never a process that began before the run, so never the caller's own.
 */
export function runProcesses({ table, root, marker, seen = [] }: RunProcessesInput): ProcessEntry[] {
  const all = table.list().filter(({ zombie }) => !zombie);
  const below = descendants(all, root);
  const wanted = `\0${runMarker}=${marker}\0`;
  const isMarked = (pid: number): boolean => `\0${table.environment(pid) ?? ""}\0`.includes(wanted);
  const wasSeen = new Set(seen.map(nameOf));
  return all.filter((entry) => below.has(entry.pid) || wasSeen.has(nameOf(entry)) || isMarked(entry.pid));
}

/** A process's name for ever: a pid comes back, with another start time. */
export function nameOf({ pid, startedAt }: Pick<ProcessEntry, "pid" | "startedAt">): string {
  return `${pid} ${startedAt}`;
}

function descendants(all: readonly ProcessEntry[], root: number): ReadonlySet<number> {
  const found = new Set([root]);
  let size = 0;
  while (size < found.size) {
    size = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return found;
}

/** A plugin's process, told by the configuration file that Meltano hands it. */
export interface PluginProcess {
  readonly role: "tap" | "mapper" | "target";
  readonly plugin: string;
}

/** Which plugin of an extract-load block a command line belongs to; `null` for any other process. */
export function pluginOfCommandLine(commandLine: string): PluginProcess | null {
  const match = /\/run\/([^/\0]+)\/(tap|mapper|target)\.[^/\0]*config\.json/.exec(commandLine);
  const role = match?.[2];
  if (match?.[1] === undefined || (role !== "tap" && role !== "mapper" && role !== "target")) return null;
  return { plugin: match[1], role };
}
