import { basename, join } from "node:path";
import type { Fact } from "../../src/model/fact.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import type { MapperProject } from "../mapper/mapper-process.ts";

const dayMs = 86_400_000;

/** The store of a mapper's project, for the time of `work`. */
export async function inStore<Result>(
  { root, storeFolder }: MapperProject,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const url = `sqlite:${join(storeFolder, "pitchpipe.db")}`;
  const store = await openStore({ url, projectRoot: root, clock: { now: () => Date.now() } });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What Meltano's own history says of a run that only its mapper saw: it went well, so many days ago. */
export function completed(runId: string, daysAgo: number): Fact {
  const endedAt = Date.now() - daysAgo * dayMs;
  return {
    kind: "run_changed",
    runId,
    changes: { status: "success", complete: true, startedAt: endedAt - 60_000, endedAt, job: "nightly" },
  };
}

/** The name that a project's folder gives it. */
export function nameOf({ root }: MapperProject): string {
  return basename(root);
}
