import { unsuppress } from "./advance.ts";
import { Desk, engineName } from "./desk.ts";
import type { EngineContext } from "./engine.ts";
import { loadAlerts } from "./load-desk.ts";
import type { AlertTransaction } from "./ports.ts";
import { writeDesk } from "./write-desk.ts";

/** The job that went well. */
export interface GreenRun {
  readonly project: string;
  readonly environment: string;
  readonly job: string;
}

/** Ends the suppression of what was to be quiet until the job's next green run; what is still on can be told again. */
export async function rearm(tx: AlertTransaction, run: GreenRun, context: EngineContext): Promise<number> {
  const marks = await tx.alertMarks.untilGreen();
  if (marks.length === 0) return 0;
  const desk = new Desk();
  desk.load({ marks });
  await loadAlerts(
    tx,
    desk,
    marks.map(({ alertId }) => alertId),
  );
  desk.load({ tellings: await tx.tellings.ofAlerts(marks.map(({ alertId }) => alertId)) });
  let armed = 0;
  for (const mark of marks) {
    const alert = desk.alerts.get(mark.alertId);
    if (alert !== undefined && !isOf(alert.labels, run)) continue;
    desk.saveMark({ ...mark, untilGreen: false });
    if (alert?.status !== "suppressed") continue;
    unsuppress(desk, alert, { now: context.now, by: engineName, note: `${run.job} went well` });
    armed += 1;
  }
  await writeDesk(tx, desk, context.now);
  return armed;
}

/** An alert without one of these labels belongs to every run. */
function isOf(labels: Readonly<Record<string, string>>, run: GreenRun): boolean {
  return (["project", "environment", "job"] as const).every(
    (label) => !labels[label] || labels[label] === run[label],
  );
}
