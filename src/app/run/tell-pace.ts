import { every } from "./every.ts";
import { paceOf } from "./read-usual.ts";
import type { Watching } from "./watching.ts";

/** Often enough to see that it moves, and seldom enough for a log. */
const paceMs = 5 * 60_000;

/** Where nobody looks at a live view: a plain line now and then of where the run stands, until the answer is called. */
export function tellPace(watching: Watching): () => void {
  const { request, project, run } = watching;
  // A log of JSON lines is for programs.
  if (request.onProgress !== undefined || request.line.logFormat === "json") return () => undefined;
  const pace = paceOf(watching);
  const tell = async (): Promise<void> => {
    const store = await project.store();
    const words = await pace(await store.blocks.ofRun(run.runId));
    if (words !== null) request.say(`${run.job}: ${words}.`);
  };
  // A store that is away is told elsewhere.
  return every(paceMs, () => void tell().catch(() => undefined));
}
