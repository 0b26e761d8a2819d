import { withDependencies } from "../../health/index.ts";
import { messageOf } from "../../lib/errors.ts";
import { decidePreflight, endsOf, type PreflightDecision } from "../../runner/preflight.ts";
import { startSignal } from "../../runner/run-signals.ts";
import { healthEffects } from "../health/effects.ts";
import { listChecks } from "../health/list-checks.ts";
import { lookAtHealth } from "../health/look.ts";
import type { Watching } from "./watching.ts";

/**
 * Looks at the source and the target of a run before it starts, and at what they depend on. Nothing of it is kept or told as
 * a change of their health: a run that is held back is one alert, its own.
 */
export async function preflight(watching: Watching): Promise<PreflightDecision> {
  const { project, prepared, stop, phase } = watching;
  phase.preflight = true;
  try {
    const ends = endsOf(prepared.plan).map(({ name }) => name);
    const list = listChecks(project, healthEffects(project), ends);
    const own = [...list.checks.values()].filter(({ plugins }) =>
      plugins.some((name) => ends.includes(name)),
    );
    const names = withDependencies(
      own.map(({ check }) => check.name),
      list.dependencies,
    );
    if (names.length === 0) return decidePreflight(prepared.plan, []);
    const how = { fresh: true, keep: false, plugins: ends, signal: stop.signal };
    const look = await lookAtHealth(project, { names, ...how });
    return decidePreflight(prepared.plan, look.checks);
  } catch (thrown) {
    // Checks that are wrong in the file say nothing of source and target.
    return { heldBack: null, notes: [`The checks could not be made: ${messageOf(thrown)}`] };
  } finally {
    phase.preflight = false;
  }
}

/** Says what the preflight could not see, and tells the start, which waited for it. */
export function passPreflight(
  { request, run, project, background }: Watching,
  notes: readonly string[],
): void {
  for (const note of notes) request.say(`Preflight: ${note} The run goes on.`);
  const started = startSignal(run, project.config.settings.run.notify);
  if (started !== null) background.tell([started]);
}
