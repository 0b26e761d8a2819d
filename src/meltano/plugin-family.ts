import { textOf } from "./document.ts";
import { pluginAncestry } from "./plugin-settings.ts";
import { type MeltanoProject, pluginEntries } from "./project.ts";

/**
 * What tells what a plugin speaks to, and whose it is: its name and those it inherits from, with their variants and
 * packages, in lower case with spaces between.
 */
export function pluginFamily(project: MeltanoProject, name: string): string {
  const plugin = project.plugins.find((one) => one.name === name);
  if (plugin === undefined) return name.toLowerCase();
  const entries = pluginEntries(project.document);
  const words = pluginAncestry(project, plugin).flatMap((one) => {
    const entry =
      entries.find((written) => written.type === one.type && written.name === one.name)?.entry ?? {};
    return [one.name, textOf(entry["variant"]), textOf(entry["pip_url"])?.replace(/^.*\//, "") ?? null];
  });
  return words
    .flatMap((word) => word ?? [])
    .join(" ")
    .toLowerCase();
}
