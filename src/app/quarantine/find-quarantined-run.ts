import { byPrefix, findRun, pickOne } from "../find-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { latestRun, quarantinedRuns } from "./batches.ts";
import { quarantineFolder } from "./quarantine-folder.ts";

/**
 * The id of the run that a person means: `latest` is the one whose rows came last, else the start of an id. Runs that the
 * store has forgotten may have rows still, and runs without rows are runs too.
 */
export async function findQuarantinedRun(project: OpenedProject, id: string): Promise<string> {
  const folder = quarantineFolder(project);
  if (id === "latest") return latestRun(folder) ?? (await findRun(await project.store(), id)).runId;
  const found = await byPrefix(id, async (prefix) =>
    quarantinedRuns(folder).filter((runId) => runId.toLowerCase().startsWith(prefix)),
  );
  return found.length === 0 ? (await findRun(await project.store(), id)).runId : pickOne(found, "run", id);
}
