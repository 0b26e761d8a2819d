import { planStream } from "../../quality/index.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import type { Touchiness } from "./baselines.ts";
import { checkSettings } from "./check-settings.ts";
import type { SeenJob } from "./job-scopes.ts";

const byDefault: Touchiness = { sensitivity: 3, minHistory: 7 };

/** How the `volume` check judges each stream of a job: by its own entry for a tap of the job, else by the defaults. */
export async function touchinessOf(
  project: OpenedProject,
  store: Store,
  { lastRunId }: SeenJob,
): Promise<(stream: string) => Touchiness> {
  const taps = new Set((await store.blocks.ofRun(lastRunId)).map(({ tap }) => tap));
  const settings = { ...checkSettings(project), defaultChecks: false };
  return (stream) => {
    const entries = [...taps].flatMap((tap) => planStream(settings, stream, tap).entries);
    const entry = entries.find(({ check, mode }) => check.key === "volume" && mode === "active");
    if (entry === undefined) return byDefault;
    const asked = entry.settings as { readonly sensitivity: number; readonly min_history: number };
    return { sensitivity: asked.sensitivity, minHistory: asked.min_history };
  };
}
