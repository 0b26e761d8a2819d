import { unwatchedJobs } from "../meltano/blocks.ts";
import type { MeltanoProject } from "../meltano/index.ts";
import {
  type Executables,
  mapperName,
  ownDefinitions,
  type PluginDefinition,
  utilityName,
} from "./definitions.ts";
import { splitBom } from "./meltano-yml/bom.ts";
import { differingKeys, findPlugin, writtenPlugin } from "./meltano-yml/find-plugin.ts";
import { insertPlugin } from "./meltano-yml/insert-plugin.ts";
import { assertSameWithoutUs, isSameWithoutUs } from "./meltano-yml/same-without-us.ts";
import { readSource } from "./meltano-yml/source.ts";
import { updatePlugin } from "./meltano-yml/update-plugin.ts";
import { blockNames, watchTasks } from "./meltano-yml/watch-tasks.ts";
import { mappingName, ourMappings } from "./our-mappings.ts";

/** `meltano.yml` as it stands, and the project as Meltano puts it together (with its `include_paths`). */
export interface PlanInput {
  readonly text: string;
  readonly project: MeltanoProject;
}

/** What `init` would make of `meltano.yml`. Nothing is written here. */
export interface InitPlan {
  /** With our plugins, but no job touched. */
  readonly withPlugins: string;
  /** With our plugins and our mapping in every extract-load pair of every job. */
  readonly withJobs: string;
  /** The jobs that `withJobs` touches. */
  readonly jobs: readonly string[];
  /** Jobs that stay unwatched even so: in another file, or written with aliases. */
  readonly otherJobs: readonly string[];
  /** The name our mapping has. */
  readonly mapping: string;
  /** Plugins that were there and whose keys differ from what we would write. */
  readonly outdated: readonly { readonly plugin: string; readonly keys: readonly string[] }[];
  /** Our plugins that stand in another file of the project. */
  readonly elsewhere: readonly string[];
}

/** Decides what `init` does: what is missing comes in, what differs stays (unless `update`), all else is untouched. */
export function planInit(
  { text, project }: PlanInput,
  { executables, update }: { readonly executables: Executables; readonly update: boolean },
): InitPlan {
  const { bom, body } = splitBom(text);
  const mapping = mappingName(project);
  const definitions = ownDefinitions(executables, mapping);
  const source = readSource(body);
  const elsewhere = definitions.filter((own) => findPlugin(source, own) === null && isDefined(project, own));
  const here = definitions.filter((own) => !elsewhere.includes(own));
  const added = here.reduce((now, own) => withDefinition(now, own, update), body);
  const names = blockNames(project, [...ourMappings(project), mapping]);
  const ours = { plugins: new Set([utilityName, mapperName]), mappings: names.ours };
  assertSameWithoutUs(body, added, ours);
  const edited = watchTasks(added, names, mapping);
  // An anchor of a task may be used where no job is: then the jobs are left to their author.
  const watched = isSameWithoutUs(added, edited.text, ours) ? edited : { text: added, jobs: [] };
  return {
    withPlugins: bom + added,
    withJobs: bom + watched.text,
    jobs: watched.jobs,
    otherJobs: unwatchedJobs(project).filter((job) => !watched.jobs.includes(job)),
    mapping,
    outdated: here
      .map((own) => ({ plugin: own.name, keys: differingKeys(writtenPlugin(readSource(added), own), own) }))
      .filter(({ keys }) => keys.length > 0),
    elsewhere: elsewhere.map(({ name }) => name),
  };
}

function withDefinition(text: string, definition: PluginDefinition, update: boolean): string {
  const written = writtenPlugin(readSource(text), definition);
  if (written === null) return insertPlugin(text, definition);
  // Without a mapping the mapper can't be named in a run at all: `meltano add --from-ref` drops it.
  const keys = differingKeys(written, definition).filter((key) => update || key === "mappings");
  return updatePlugin(text, definition, keys);
}

function isDefined(project: MeltanoProject, { type, name }: PluginDefinition): boolean {
  return project.plugins.some((plugin) => plugin.type === type && plugin.name === name);
}
