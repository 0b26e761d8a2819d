import type { Stage } from "../stage.ts";
import { alertOf, failingRuns, goodRun, noAlert, type Scene, whyNoFailureIsTold } from "./scene.ts";

/** A tap ends with an error, the run fails; the next one is good. */
export async function failure(stage: Stage): Promise<Scene> {
  const untold = whyNoFailureIsTold(stage);
  if (untold !== null) return noAlert(untold);
  const { run, troubleAt } = await failingRuns(stage);
  const alert = await alertOf(stage, { types: ["pipeline_failure"] });
  if (alert === null) return noAlert(`The run ended as ${run.status}, and no alert was raised.`);
  const { alert_after_failures: times } = stage.project.config.settings.run;
  const notes = times > 1 ? [`It is told from failure ${times} in a row on: run.alert_after_failures.`] : [];
  const { overAt, why } = await goodRun(stage);
  return { alertId: alert.id, why, troubleAt, overAt, notes };
}
