import {
  type ExtractLoadBlock,
  extractLoadBlocks,
  type MeltanoProject,
  ourMappings,
} from "../../meltano/index.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import type { KnownBlock } from "./traced-block.ts";

/** A block of a run, and whether a mapper of ours stood in it. */
export interface PlannedBlock extends KnownBlock {
  readonly watched: boolean;
}

/**
 * The extract-load blocks of a run: those of its tasks; of a run that nobody started through us, what its label `tap-to-target`
 * and the project's jobs tell. Empty where nothing does.
 */
export function plannedBlocks(
  project: MeltanoProject,
  { tasks, job }: Pick<Run, "tasks" | "job">,
  mappers: readonly MapperBlock[],
): PlannedBlock[] {
  const names = tasks.flatMap((task) => task.split(/\s+/).filter(Boolean));
  if (names.length > 0) return extractLoadBlocks(names, project);
  return labelled(project, job).map((block) => adopted(project, block, mappers));
}

/** `tap-a-to-target-b+tap-c-to-target-d`, by the plugins that the project has. */
function labelled({ plugins }: MeltanoProject, job: string): Pick<KnownBlock, "tap" | "target">[] {
  const taps = plugins.filter(({ type }) => type === "extractors").map(({ name }) => name);
  const targets = plugins.filter(({ type }) => type === "loaders").map(({ name }) => name);
  return job.split("+").flatMap((label) => {
    const tap = taps.find((name) => targets.some((target) => label === `${name}-to-${target}`));
    return tap === undefined ? [] : [{ tap, target: label.slice(`${tap}-to-`.length) }];
  });
}

/**
 * A state id has no mappings in it. They are known where all jobs agree on what stands between the two, or where the project
 * has none but ours.
 */
function adopted(
  project: MeltanoProject,
  { tap, target }: Pick<KnownBlock, "tap" | "target">,
  mappers: readonly MapperBlock[],
): PlannedBlock {
  const watched = mappers.some((mapper) => mapper.tap === tap);
  const inJobs = project.jobs
    .flatMap(({ name }) => extractLoadBlocks([name], project))
    .filter((block) => block.tap === tap && block.target === target && block.watched === watched);
  return { tap, target, watched, mappings: agreed(inJobs) ?? onlyOurs(project, watched) };
}

function agreed(blocks: readonly ExtractLoadBlock[]): readonly string[] | null {
  const [first] = blocks;
  if (first === undefined) return null;
  return blocks.every(({ mappings }) => mappings.join(" ") === first.mappings.join(" "))
    ? first.mappings
    : null;
}

function onlyOurs(project: MeltanoProject, watched: boolean): readonly string[] | null {
  const ours = ourMappings(project);
  if (project.mappings.some(({ name }) => !ours.has(name))) return null;
  const [only, ...others] = ours;
  return !watched ? [] : only !== undefined && others.length === 0 ? [only] : null;
}
