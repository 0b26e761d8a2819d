import { dependenciesOf, findCycle } from "../health/settings.ts";
import { nearest } from "../lib/nearest.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";
import type { CrossCheck } from "./validate.ts";
import { pathText } from "./walk.ts";

/**
 * What is wrong between health checks: names that aren't there, and circles. `names` are all checks as written: one that
 * lacks a variable is there all the same.
 */
export function checkHealth(names: readonly string[]): CrossCheck<Settings> {
  return ({ health }) => {
    const unknown = Object.entries(health).flatMap(([name, settings]) => [
      ...settings.depends_on.flatMap((on, at) => unknownName(["health", name, "depends_on", at], on)),
      ...(settings.type === "sql" ? unknownName(["health", name, "on"], settings.on) : []),
    ]);
    return unknown.length > 0 ? unknown : circle(health);
  };

  function unknownName(path: Finding["path"], on: string): Finding[] {
    if (names.includes(on)) return [];
    const meant = nearest(on, names);
    const hint = meant === null ? `There are: ${names.join(", ")}.` : `Did you mean ${meant}?`;
    const message = `${pathText(path)} names the check ${JSON.stringify(on)}, which is not among health.`;
    return [{ path, what: "value", message, hint }];
  }
}

function circle(health: Settings["health"]): Finding[] {
  const graph = new Map(Object.entries(health).map(([name, settings]) => [name, dependenciesOf(settings)]));
  const cycle = findCycle(graph);
  const [first] = cycle ?? [];
  if (cycle === null || first === undefined) return [];
  const [name, key] = placeOf(health, cycle.slice(0, -1)) ?? [first, "on"];
  const path = ["health", name, key];
  const message = `${pathText(path)} goes in a circle: ${cycle.join(" -> ")}.`;
  return [{ path, what: "value", message, hint: "Take one of them out of depends_on." }];
}

/** The first member of a circle that has a `depends_on` to change. */
function placeOf(health: Settings["health"], members: readonly string[]): [string, string] | null {
  const name = members.find((member) => (health[member]?.depends_on.length ?? 0) > 0);
  return name === undefined ? null : [name, "depends_on"];
}
