import type { MeltanoProject } from "../../meltano/index.ts";
import { pluginEntries } from "../../meltano/project.ts";
import { ownDefinitions, type PluginDefinition } from "../definitions.ts";
import { splitBom } from "../meltano-yml/bom.ts";
import { differingKeys, findPlugin } from "../meltano-yml/find-plugin.ts";
import { readSource } from "../meltano-yml/source.ts";
import type { PluginFact } from "./facts.ts";

/** One of our plugins as the project defines it; its executable is as written and not looked for yet. */
export interface WrittenPlugin extends Omit<PluginFact, "executable"> {
  /** Meltano takes the plugin's name where none is written; `null` where the plugin is not defined. */
  readonly executable: string | null;
}

/** Our plugins as `meltano.yml` (its text) and the files it includes define them. */
export function writtenPlugins(project: MeltanoProject, text: string): WrittenPlugin[] {
  const source = readSource(splitBom(text).body);
  // Where the programs are is judged by looking for them, not by comparing.
  const definitions = ownDefinitions({ pitchpipe: "", mapper: "" }, "watch");
  return definitions.map((own) => {
    const entry = pluginEntries(project.document).find(
      ({ type, name }) => type === own.type && name === own.name,
    )?.entry;
    const { type, name } = own;
    if (entry === undefined) return { type, name, definedIn: null, outdatedKeys: [], executable: null };
    return {
      type,
      name,
      definedIn: findPlugin(source, own) === null ? "another file" : "meltano.yml",
      outdatedKeys: outdatedKeys(entry, own),
      executable: typeof entry["executable"] === "string" ? entry["executable"] : name,
    };
  });
}

function outdatedKeys(entry: Readonly<Record<string, unknown>>, own: PluginDefinition): string[] {
  return differingKeys(entry, own).filter((key) => key !== "executable");
}
