import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LoadedConfig } from "../../config/index.ts";
import { readProject } from "../../meltano/index.ts";
import type { SeenStream } from "../../model/stream-history.ts";
import { openStore } from "../../store/index.ts";
import { systemClock } from "../clock.ts";
import type { Environment } from "../open-project.ts";

/**
 * The streams that runs of a project had so far. Nothing is made and nothing is written: without a store, or with one that
 * can't be read just now, nothing is known.
 */
export async function seenStreams(
  root: string,
  env: Environment,
  { settings }: LoadedConfig,
): Promise<readonly SeenStream[]> {
  try {
    const project = readProject(root, env);
    const file = join(project.sysDir, "pitchpipe", "pitchpipe.db");
    if (settings.store.url === undefined && !existsSync(file)) return [];
    const url = settings.store.url ?? `sqlite:${file}`;
    const store = await openStore({ url, projectRoot: root, clock: systemClock, readOnly: true });
    try {
      return await store.quality.seenStreams(project.name);
    } finally {
      await store.close();
    }
  } catch {
    return [];
  }
}
