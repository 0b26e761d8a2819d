import type { QualitySettings } from "../../quality/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { mappingStreams } from "../quarantine/mapping-streams.ts";

/** What a project's checks are made of: the file's, then what its mappings say of streams. */
export function checkSettings({ config, project }: OpenedProject): QualitySettings {
  const { streams, defaults } = config.settings;
  const file = { layers: [streams], defaultChecks: defaults.checks };
  try {
    return { ...file, layers: [streams, ...mappingStreams(project)] };
  } catch {
    // A mapping that nobody can read was told by its mapper, which did without it too.
    return file;
  }
}
