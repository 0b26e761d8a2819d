import type { MeltanoProject } from "./project.ts";

/** One extract-load block of a task: `tap … target`, with the mappings between them. */
export interface ExtractLoadBlock {
  readonly tap: string;
  readonly mappings: readonly string[];
  readonly target: string;
  /** Whether one of the mappings is of our mapper. */
  readonly watched: boolean;
}

/** The name of our mapper plugin; mappings of plugins that inherit from it count as ours too. */
export const mapperPluginName = "pitchpipe-mapper";

/** The extract-load blocks among the names of a command line or a task, jobs expanded, in order. */
export function extractLoadBlocks(names: readonly string[], project: MeltanoProject): ExtractLoadBlock[] {
  const ours = ourMappings(project);
  const types = new Map(project.plugins.map(({ name, type }) => [name, type]));
  const blocks: ExtractLoadBlock[] = [];
  let open: { tap: string; mappings: string[] } | null = null;
  for (const name of expandJobs(names, project)) {
    const type = types.get(name) ?? guessType(name);
    if (type === "extractors") open = { tap: name, mappings: [] };
    else if (type === "loaders" && open !== null) {
      blocks.push({ ...open, target: name, watched: open.mappings.some((mapping) => ours.has(mapping)) });
      open = null;
    } else open?.mappings.push(name);
  }
  return blocks;
}

/** Names with each job replaced by its tasks' names. */
export function expandJobs(names: readonly string[], project: MeltanoProject): string[] {
  const jobs = new Map(project.jobs.map(({ name, tasks }) => [name, tasks]));
  return names.flatMap(
    (name) => jobs.get(name)?.flatMap((task) => task.split(/\s+/).filter(Boolean)) ?? [name],
  );
}

/** Jobs with at least one extract-load block that no mapping of ours watches. */
export function unwatchedJobs(project: MeltanoProject): string[] {
  return project.jobs
    .filter(({ name }) => extractLoadBlocks([name], project).some((block) => !block.watched))
    .map(({ name }) => name);
}

/** The names of the mappings of our mapper, and of plugins that inherit from it. */
export function ourMappings(project: MeltanoProject): ReadonlySet<string> {
  const mappers = new Set(
    project.plugins
      .filter(({ name, inheritFrom }) => name === mapperPluginName || inheritFrom === mapperPluginName)
      .map(({ name }) => name),
  );
  return new Set(project.mappings.filter(({ mapper }) => mappers.has(mapper)).map(({ name }) => name));
}

/** A plugin that meltano.yml doesn't name is what its name says: Meltano's own rule for `meltano add`. */
function guessType(name: string): string | null {
  if (name.startsWith("tap-")) return "extractors";
  return name.startsWith("target-") ? "loaders" : null;
}
