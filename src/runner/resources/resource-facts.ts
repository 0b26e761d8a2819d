import type { Fact } from "../../model/fact.ts";
import type { PluginResources } from "../../model/plugin-resources.ts";
import type { RunPlugin } from "../../model/run.ts";
import { meltano } from "./owner.ts";
import type { ResourceWatch } from "./resource-watch.ts";

/** What was seen up to now, as a fact; none where nothing was seen. */
export function resourceFacts(runId: string, watch: Pick<ResourceWatch, "list">): Fact[] {
  const plugins = watch.list();
  return plugins.length === 0 ? [] : [{ kind: "resources", runId, plugins }];
}

/**
 * The plugins of a run with what they took; `null` of one that lived too short to be seen. Whoever was seen and is not
 * in the plan comes behind them, and so does Meltano itself, with its own exit code.
 */
export function withResources(
  plugins: readonly RunPlugin[],
  seen: readonly PluginResources[],
  meltanosExitCode: number | null,
): RunPlugin[] {
  const names = new Set(plugins.map(({ name }) => name));
  const more = seen.filter(({ name }) => !names.has(name));
  return [
    ...plugins.map((plugin) => {
      const found = seen.find(({ name }) => name === plugin.name);
      return found === undefined ? plugin : { ...plugin, ...takenBy(found) };
    }),
    ...more.map((one) => ({
      name: one.name,
      role: one.role,
      exitCode: one.name === meltano.name ? meltanosExitCode : null,
      ...takenBy(one),
    })),
  ];
}

function takenBy({
  cpuSeconds,
  maxRssBytes,
}: PluginResources): Pick<RunPlugin, "cpuSeconds" | "maxRssBytes"> {
  return { cpuSeconds, maxRssBytes };
}
