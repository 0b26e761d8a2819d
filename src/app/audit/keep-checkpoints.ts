import { PitchpipeError } from "../../lib/errors.ts";
import type { OpenedProject } from "../open-project.ts";
import { deliverCheckpoint } from "./deliver-checkpoint.ts";
import { isCheckpointDue, lastCheckpoint, makeCheckpoint } from "./make-checkpoint.ts";

/**
 * What a pass of `tick` does for the proof: a checkpoint where one is due, and the newest one to whoever lacks it. Raises
 * where a place outside did not take it, so that people are told; the next pass tries again.
 */
export async function keepCheckpoints(
  project: OpenedProject,
): Promise<{ readonly audit_checkpoints_made: number }> {
  const store = await project.store();
  const { every } = project.config.settings.audit.checkpoints;
  const isDue = isCheckpointDue(await lastCheckpoint(store), every, project.clock.now());
  const made = isDue ? await makeCheckpoint(project, { actor: "pitchpipe-tick", onlyNews: true }) : null;
  const delivered = await deliverCheckpoint(project);
  if (delivered?.error != null)
    throw new PitchpipeError({ code: "CHECKPOINT_UNDELIVERED", what: delivered.error });
  return { audit_checkpoints_made: made === null ? 0 : 1 };
}
