import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";

/** Settings that are others than before: the account says so. */
export async function noteConfig(
  store: Store,
  { project, environment, config, clock }: OpenedProject,
): Promise<Readonly<Record<string, number>>> {
  const scope = { project: project.name, environment, job: "" };
  const seen = { ...scope, hash: config.hash, at: clock.now(), by: "pitchpipe-tick" };
  await store.apply([{ kind: "config_seen", config: seen }]);
  return {};
}
