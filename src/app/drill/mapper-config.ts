import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";
import { listOf, mapOf } from "../../meltano/document.ts";
import { named, pluginEntries } from "../../meltano/project.ts";
import type { RunPlan } from "../../runner/plan.ts";
import type { OpenedProject } from "../open-project.ts";

/** The mapper reads this instead of `pitchpipe.yml`: the same but for its streams, and where it writes. */
export function writeMapperConfig(
  { config }: OpenedProject,
  {
    folder,
    mapping,
    streams,
  }: { readonly folder: string; readonly mapping: string; readonly streams: JsonObject },
): void {
  const written: JsonObject = isJsonObject(config.written) ? config.written : {};
  const { timezone = null, samples = null, defaults = null, mapper = null, quarantine = null } = written;
  const given = Object.entries({ timezone, samples, defaults, mapper }).filter(([, value]) => value !== null);
  const document: JsonObject = {
    version: 1,
    ...Object.fromEntries(given),
    labels: { ...config.settings.labels },
    quarantine: { ...(isJsonObject(quarantine) ? quarantine : {}), path: join(folder, "quarantine") },
    streams,
  };
  const file = join(folder, "drill.yml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(document), { mode: 0o600 });
  writeFileSync(mapping, JSON.stringify({ config_file: file }), { mode: 0o600 });
}

/** The config of the mapping in the played block, as `meltano.yml` has it; empty where there is none. */
export function mappingConfigOf({ project }: OpenedProject, { watcher }: RunPlan): JsonObject {
  const mapper = pluginEntries(project.document).find(({ name }) => name === watcher?.plugin);
  const mapping = named(listOf(mapper?.entry["mappings"])).find(({ name }) => name === watcher?.mapping);
  return mapOf(mapping?.entry["config"]) as JsonObject;
}
