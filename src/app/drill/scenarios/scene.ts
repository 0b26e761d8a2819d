import type { Alert } from "../../../model/alert.ts";
import type { AlertFilter } from "../../../store/index.ts";
import { badRowFor } from "../bad-row.ts";
import { type DrilledRun, drillRun } from "../drill-run.ts";
import type { Stage } from "../stage.ts";

/** What a scenario came to; who was told of it stands in the stage's store. */
export interface Scene {
  readonly alertId: string | null;
  /** Why there is no alert, or why it proves nothing. */
  readonly why: string | null;
  /** When the trouble began, and when it was over, by the drill's clock. */
  readonly troubleAt: number | null;
  readonly overAt: number | null;
  /** What else is to be known of it. */
  readonly notes: readonly string[];
  /** A channel that is not asked to tell of this. */
  readonly not?: string;
  /** What it means where nobody is told. */
  readonly nobody?: string;
}

/** A scene that showed why nobody would be told. */
export function noAlert(why: string, notes: readonly string[] = []): Scene {
  return { alertId: null, why, troubleAt: null, overAt: null, notes };
}

/** The only alert of its kind on a stage; `null` where there is none. */
export async function alertOf({ store }: Stage, filter: AlertFilter): Promise<Alert | null> {
  const [alert = null] = await store.alerts.list({ ...filter, limit: 1 });
  return alert;
}

const lines = badRowFor([], "").good;

/** A run whose tap fails; so many of them as it takes until a failure is told. */
export async function failingRuns(stage: Stage): Promise<DrilledRun> {
  const times = stage.project.config.settings.run.alert_after_failures;
  let drilled = await drillRun(stage, { lines, fails: true });
  for (let more = 1; more < times && !stage.signal.aborted; more += 1)
    drilled = await drillRun(stage, { lines, fails: true });
  return drilled;
}

/** So many failures in a row are played at most. */
const mostFailures = 10;

/** Why no failure can be told here, however often one is played; `null` where it can. */
export function whyNoFailureIsTold({ project }: Stage): string | null {
  const { alert_after_failures: times, notify } = project.config.settings.run;
  if (notify.failure === null) return "Failures are not told: run.notify.failure is none.";
  if (times <= mostFailures) return null;
  return `A failure is told from number ${times} in a row on (run.alert_after_failures); the drill plays ${mostFailures} at most.`;
}

/** The run after: all is well. Answers when it ended; `null` where it did not end well, with why. */
export async function goodRun(
  stage: Stage,
  given: readonly string[] = lines,
): Promise<{ readonly overAt: number | null; readonly why: string | null }> {
  if (stage.signal.aborted) return { overAt: null, why: "The drill was stopped before the good run." };
  const { run, endedAt } = await drillRun(stage, { lines: given, fails: false });
  return run.status === "success"
    ? { overAt: endedAt, why: null }
    : { overAt: null, why: `The good run ended as ${run.status}: ${run.cause ?? "nobody said why"}.` };
}
