import { type ExtractLoadBlock, expandJobs, extractLoadBlocks, ourMappings } from "../meltano/blocks.ts";
import type { MeltanoProject } from "../meltano/project.ts";
import type { PluginRole } from "../model/run.ts";

/** A block as Meltano will run it; its place in the plan is Meltano's `set_number`. */
export type PlannedBlock =
  | ({ readonly kind: "extract_load" } & ExtractLoadBlock)
  | { readonly kind: "command"; readonly plugin: string; readonly command: string | null };

/** What a command line of `run` is going to do. */
export interface RunPlan {
  /** The job label: the one job named, else `tap-to-target`, several joined with `+`. */
  readonly job: string;
  /** What each name on the command line stands for: a job's tasks, or the names themselves. */
  readonly tasks: readonly string[];
  readonly blocks: readonly PlannedBlock[];
  /** The plugins at work, in order of first appearance; a mapping stands for its mapper plugin. */
  readonly plugins: readonly { readonly name: string; readonly role: PluginRole }[];
  /** Our mapper and a mapping of it, as `meltano.yml` names them; `null` where there is none. */
  readonly watcher: { readonly plugin: string; readonly mapping: string } | null;
}

/** Reads the names on a command line as Meltano would, jobs expanded. Names nobody knows are commands of plugins. */
export function planRun(names: readonly string[], project: MeltanoProject): RunPlan {
  const groups = groupByJob(names, new Set(project.jobs.map((job) => job.name))).map(({ job, members }) => {
    const blocks = planBlocks(members, project);
    return { blocks, label: job ?? blocks.map(blockLabel).join("+"), tasks: tasksOf(job, members, project) };
  });
  const blocks = groups.flatMap((group) => group.blocks);
  return {
    job: groups.map(({ label }) => label).join("+"),
    tasks: groups.flatMap(({ tasks }) => tasks),
    blocks,
    plugins: pluginsOf(blocks, project),
    watcher: watcherOf(blocks, project),
  };
}

/** How a block is called where its job has no name. */
export function blockLabel(block: PlannedBlock): string {
  if (block.kind === "extract_load") return `${block.tap}-to-${block.target}`;
  return block.command === null ? block.plugin : `${block.plugin}:${block.command}`;
}

interface Group {
  readonly job: string | null;
  readonly members: string[];
}

/** Names that follow one another without a job between them belong together: `tap-x watch target-y`. */
function groupByJob(names: readonly string[], jobs: ReadonlySet<string>): Group[] {
  const groups: Group[] = [];
  for (const name of names) {
    const last = groups.at(-1);
    if (jobs.has(name)) groups.push({ job: name, members: [name] });
    else if (last?.job === null) last.members.push(name);
    else groups.push({ job: null, members: [name] });
  }
  return groups;
}

function tasksOf(job: string | null, members: readonly string[], project: MeltanoProject): string[] {
  if (job === null) return [members.join(" ")];
  return [...(project.jobs.find(({ name }) => name === job)?.tasks ?? [])];
}

function planBlocks(members: readonly string[], project: MeltanoProject): PlannedBlock[] {
  const names = expandJobs(members, project);
  const pipelines = extractLoadBlocks(names, project);
  const blocks: PlannedBlock[] = [];
  for (let at = 0; at < names.length; at += 1) {
    const [next] = pipelines;
    if (next !== undefined && standsAt(next, names, at)) {
      blocks.push({ kind: "extract_load", ...next });
      pipelines.shift();
      at += next.mappings.length + 1;
    } else blocks.push(commandBlock(names[at] ?? ""));
  }
  return blocks;
}

function standsAt(block: ExtractLoadBlock, names: readonly string[], at: number): boolean {
  return [block.tap, ...block.mappings, block.target].every((name, offset) => names[at + offset] === name);
}

function commandBlock(name: string): PlannedBlock {
  const [plugin = name, command] = name.split(":");
  return { kind: "command", plugin, command: command ?? null };
}

function pluginsOf(blocks: readonly PlannedBlock[], project: MeltanoProject): RunPlan["plugins"] {
  const roles = new Map<string, PluginRole>();
  const add = (name: string, role: PluginRole): void => {
    if (!roles.has(name)) roles.set(name, role);
  };
  for (const block of blocks) {
    if (block.kind === "command") add(block.plugin, "other");
    else {
      add(block.tap, "tap");
      for (const mapping of block.mappings) add(mapperOf(mapping, project), "mapper");
      add(block.target, "target");
    }
  }
  return [...roles].map(([name, role]) => ({ name, role }));
}

/** Meltano's log names the mapper plugin, never the mapping. */
function mapperOf(mapping: string, project: MeltanoProject): string {
  return project.mappings.find(({ name }) => name === mapping)?.mapper ?? mapping;
}

/** Our mapping in these blocks, else any of ours. */
function watcherOf(blocks: readonly PlannedBlock[], project: MeltanoProject): RunPlan["watcher"] {
  const ours = ourMappings(project);
  const used = blocks.flatMap((block) => (block.kind === "extract_load" ? block.mappings : []));
  const mapping = used.find((name) => ours.has(name)) ?? [...ours][0];
  return mapping === undefined ? null : { plugin: mapperOf(mapping, project), mapping };
}
