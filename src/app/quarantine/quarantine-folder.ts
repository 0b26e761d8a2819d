import { join } from "node:path";
import type { OpenedProject } from "../open-project.ts";

/** Where a project's quarantine lies. */
export function quarantineFolder({ config, project }: OpenedProject): string {
  return config.settings.quarantine.path ?? join(project.sysDir, "pitchpipe", "quarantine");
}
