import type { Stage } from "../stage.ts";
import { alertOf, failingRuns, goodRun, mostFailures, noAlert, type Scene } from "./scene.ts";

/** A tap ends with an error, the run fails; the next one is good. */
export async function failure(stage: Stage): Promise<Scene> {
  const { run, troubleAt } = await failingRuns(stage);
  const alert = await alertOf(stage, { types: ["pipeline_failure"] });
  const { alert_after_failures: times, notify } = stage.project.config.settings.run;
  const notes = times > 1 ? [`It is told from failure ${times} in a row on: run.alert_after_failures.`] : [];
  if (alert === null) return noAlert(whyUntold(run.status, times, notify.failure === null), notes);
  const { overAt, why } = await goodRun(stage);
  return { alertId: alert.id, why, troubleAt, overAt, notes };
}

function whyUntold(status: string, times: number, off: boolean): string {
  if (off) return "Failures are not told: run.notify.failure is none.";
  if (times > mostFailures)
    return `A failure is told from number ${times} in a row on; the drill plays ${mostFailures}.`;
  return `The run ended as ${status}, and no alert was raised.`;
}
