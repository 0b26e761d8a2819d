import { every } from "./every.ts";
import { paceOf } from "./read-usual.ts";
import { type ProgressLook, progressBetween } from "./run-progress.ts";
import type { Watching } from "./watching.ts";

/** Looks at the counts twice a second where somebody wants to see them, until the answer is called. */
export function watchProgress(watching: Watching): () => void {
  const { request, project, run, phase } = watching;
  const { onProgress } = request;
  if (onProgress === undefined) return () => undefined;
  const pace = paceOf(watching);
  let before: ProgressLook | null = null;
  let looking = false;
  const look = async (): Promise<void> => {
    const store = await project.store();
    const blocks = await store.blocks.ofRun(run.runId);
    const now = { at: project.clock.now(), blocks, streams: await store.blocks.streams(run.runId) };
    onProgress(progressBetween({ ...run, phase, usual: await pace(blocks) }, before, now));
    before = now;
  };
  return every(500, () => {
    if (looking) return;
    looking = true;
    look().then(
      () => {
        looking = false;
      },
      // A store that is away is told elsewhere; the view stays as it is.
      () => undefined,
    );
  });
}
