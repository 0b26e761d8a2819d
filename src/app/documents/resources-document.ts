import { toTimestamp } from "../../lib/clock.ts";
import type { BottleneckSide } from "../../mapper/bottleneck.ts";
import type { PluginResources } from "../../model/plugin-resources.ts";
import type { RunPlugin } from "../../model/run.ts";

/** The plugins of a run with what they took; `null` of one that nobody saw. */
export function pluginDocuments(plugins: readonly RunPlugin[], resources: readonly PluginResources[]) {
  const names = new Set(plugins.map(({ name }) => name));
  // A run that goes on, or was lost, has no exit codes yet.
  const early = resources.filter(({ name }) => !names.has(name)).map((one) => ({ ...one, exitCode: null }));
  return [...plugins, ...early].map(({ name, role, exitCode, cpuSeconds, maxRssBytes }) => {
    const seen = resources.find((one) => one.name === name);
    return {
      ...{ name, role, exit_code: exitCode, cpu_seconds: cpuSeconds, max_rss_bytes: maxRssBytes },
      cpu_percent: seen?.cpuPercent ?? null,
      disk_read_bytes: seen?.diskReadBytes ?? null,
      disk_written_bytes: seen?.diskWrittenBytes ?? null,
      samples: (seen?.samples ?? []).map(({ at, ms, cpuPercent, rssBytes }) => ({
        ...{ at: toTimestamp(at), seconds: ms / 1000, cpu_percent: cpuPercent, rss_bytes: rssBytes },
      })),
    };
  });
}

/** From here on one core is what holds a program back; below the other it mostly waits. */
const busyPercent = 85;
const idlePercent = 20;

/** Less of a plugin's time says nothing: starting up is work. */
const leastMs = 4000;

/** What the slow side did with its time, in one or two sentences; `null` where nobody saw enough of it. */
export function busyWords(side: BottleneckSide, resources: readonly PluginResources[]): string | null {
  const meltano = resources.find(({ name, role }) => name === "meltano" && role === "other");
  const words = [
    side === "unknown" ? null : ofPlugin(resources.find(({ role }) => role === side)),
    side === "unknown" ? null : ofMeltano(meltano),
  ];
  const said = words.filter((text) => text !== null);
  return said.length === 0 ? null : said.join(" ");
}

function ofPlugin(plugin: PluginResources | undefined): string | null {
  const percent = seenPercent(plugin);
  if (plugin === undefined || percent === null) return null;
  const used = `${plugin.name} used ${Math.round(percent)} % of a CPU core`;
  if (percent >= busyPercent)
    return `${used}: it computes all the time, so less work in it (validation, conversions, fields) or a faster core helps.`;
  if (percent > idlePercent) return `${used}.`;
  return plugin.role === "tap"
    ? `${used}: it waits for its source or the network, so a faster machine would not help.`
    : `${used}: it waits for what it writes to or the network, so a faster machine would not help.`;
}

/** Meltano copies each line from plugin to plugin, in one thread. */
function ofMeltano(meltano: PluginResources | undefined): string | null {
  const percent = seenPercent(meltano);
  if (percent === null || percent < busyPercent) return null;
  return `Meltano itself, which hands each line on, used ${Math.round(percent)} % of a CPU core: fewer mappers between tap and target help.`;
}

function seenPercent(plugin: PluginResources | undefined): number | null {
  const ms = (plugin?.samples ?? []).reduce((sum, sample) => sum + sample.ms, 0);
  return plugin === undefined || ms < leastMs ? null : plugin.cpuPercent;
}
