import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import { extractLoadBlocks, ourMappings } from "../../meltano/blocks.ts";
import type { MeltanoProject } from "../../meltano/project.ts";

/**
 * What the drill's runs are runs of, as it would stand behind `meltano run`: the job asked for, else the project's first
 * job that loads something, else its first tap and target. Raises `USAGE` where there is none.
 */
export function chooseJob(project: MeltanoProject, wanted: string | null): string[] {
  const jobs = project.jobs.filter(({ name }) => extractLoadBlocks([name], project).length > 0);
  if (wanted !== null) return [requireJob(project, wanted)];
  const [first] = jobs;
  if (first !== undefined) return [first.name];
  const tap = project.plugins.find(({ type }) => type === "extractors");
  const target = project.plugins.find(({ type }) => type === "loaders");
  if (tap === undefined || target === undefined)
    throw new UsageError({
      code: "USAGE",
      what: "There is nothing to drill.",
      why: "meltano.yml has no job with a tap and a target, and no tap and target.",
      whatToDo: "Add them: `meltano add extractor …`, `meltano add loader …`.",
    });
  return [tap.name, ...[...ourMappings(project)].slice(0, 1), target.name];
}

function requireJob(project: MeltanoProject, wanted: string): string {
  if (extractLoadBlocks([wanted], project).length > 0) return wanted;
  const names = project.jobs.map(({ name }) => name);
  const known = names.includes(wanted);
  const meant = nearest(wanted, names);
  throw new UsageError({
    code: "USAGE",
    what: known ? `The job ${wanted} loads nothing.` : `No job is named ${wanted}.`,
    why: names.length === 0 ? "meltano.yml has no jobs." : `There are: ${names.join(", ")}.`,
    whatToDo: meant === null || known ? "Name a job with a tap and a target." : `Did you mean ${meant}?`,
  });
}
