import { failuresInARow, runSamples } from "../../metrics/index.ts";
import { badStatuses, type Run } from "../../model/run.ts";
import type { Sample } from "../../model/sample.ts";
import type { Store } from "../../store/index.ts";
import { qualitySamples } from "./quality-samples.ts";

/** Runs sampled in one transaction, and in one pass: the history of an old project takes several. */
const batch = 100;
const mostRuns = 2_000;

/** How far back failures in a row are counted. */
const historyLimit = 200;

/** Takes the samples of every run that has ended since, however it was seen; a run whose end changed is sampled again. */
export async function sampleRuns(store: Store): Promise<{ runs_sampled: number }> {
  let sampled = 0;
  while (sampled < mostRuns) {
    const runs = await store.metrics.runsToSample(batch);
    const samples = new Map<Run, Sample[]>();
    for (const run of runs) samples.set(run, await samplesOf(store, run));
    if (runs.length > 0) await write(store, samples);
    sampled += runs.length;
    if (runs.length < batch) break;
  }
  return { runs_sampled: sampled };
}

async function write(store: Store, samples: ReadonlyMap<Run, readonly Sample[]>): Promise<void> {
  await store.transaction(async (tx) => {
    for (const [run, taken] of samples) {
      await tx.metrics.record(run.project, taken);
      await tx.metrics.markSampled(run);
    }
  });
}

async function samplesOf(store: Store, run: Run): Promise<Sample[]> {
  const { runId } = run;
  const blocks = await store.blocks.ofRun(runId);
  const streams = await store.blocks.streams(runId);
  const ended = {
    run,
    blocks,
    streams,
    plugins: await store.runs.plugins(runId),
    claims: await store.runs.claims(runId),
    failuresInARow: failuresInARow(run, await earlierRuns(store, run)),
  };
  return [...runSamples(ended), ...(await qualitySamples(store, run))];
}

/** Only a bad run is asked how many before it were bad. */
async function earlierRuns(store: Store, run: Run): Promise<Run[]> {
  if (!badStatuses.has(run.status)) return [];
  const { project, environment, job, startedAt } = run;
  return store.runs.list({ project, environment, job, startedBefore: startedAt, limit: historyLimit });
}
