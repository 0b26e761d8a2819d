import { UsageError } from "../../lib/errors.ts";
import type { HealthPoint } from "../../model/health.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { healthEffects } from "./effects.ts";
import { chosenChecks, listChecks } from "./list-checks.ts";

/** As many points as anybody reads. */
const most = 10_000;

/** What was seen of a check since a time, newest first. Raises `NOT_FOUND` where there is no such check, and never was. */
export async function healthHistory(
  project: OpenedProject,
  name: string,
  since: number,
): Promise<HealthPoint[]> {
  const store = await project.store();
  const points = await store.health.history(scopeOf(project), name, { since, limit: most });
  if (points.length === 0) mustBeThere(project, name);
  return points;
}

/** A check that was taken out of the file keeps its history. */
function mustBeThere(project: OpenedProject, name: string): void {
  const [known] = chosenChecks(listChecks(project, healthEffects(project)), [name]);
  if (known === undefined)
    throw new UsageError({ code: "NOT_FOUND", what: `There is no health check ${name}.` });
}
