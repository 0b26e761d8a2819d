import type { Signal } from "../../model/signal.ts";
import { endSignal } from "../../runner/end-signal.ts";
import { endOfRunSignals, type RunEnd } from "../end-of-run.ts";
import type { OpenedProject } from "../open-project.ts";

/** What the end of a run is told as, by what is known of its job. */
export async function tellEnd(project: OpenedProject, end: RunEnd): Promise<Signal[]> {
  try {
    return await endOfRunSignals(project, await project.store(), end);
  } catch {
    // Without a store nobody knows how often it failed before, or what is open: the end is told all the same.
    const { notify } = project.config.settings.run;
    const told = endSignal(end.run, { ...end, notify, failuresInARow: 1, alertAfterFailures: 1 });
    return told === null ? [] : [told];
  }
}
