import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import { type Store, takeInSpool } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import type { AttemptStart, Earlier } from "./attempt-start.ts";

/** What is in the store of a run id that is used a second time (a scheduler that tries again with its own id). */
export interface EarlierStart {
  /** The number of the attempt that begins now, from 1. */
  readonly attempt: number;
  readonly firstChunk: number;
  readonly known: boolean;
  readonly left: Earlier;
}

/** The store, or `null` where it can't be used; the recorder says why, once. */
export async function storeOrNull(project: OpenedProject): Promise<Store | null> {
  try {
    return await project.store();
  } catch {
    // Facts go to the spool, and the recorder has told so.
    return null;
  }
}

export async function earlierStart(store: Store | null, runId: string): Promise<EarlierStart> {
  const run = await store?.runs.get(runId);
  if (!store || !run || run.source !== "runner") return firstOfAll;
  let firstChunk = 0;
  for await (const { number } of store.runs.log(runId)) firstChunk = Math.max(firstChunk, number + 1);
  const blocks = await store.blocks.ofRun(runId);
  const left = {
    blocks: new Set(blocks.map(({ blockId }) => blockId)),
    records: blocks.length === 0 ? null : blocks.reduce((sum, { records }) => sum + records, 0),
    claims: await store.runs.claims(runId),
  };
  return { attempt: (await store.runs.attempts(runId)).length + 1, firstChunk, known: true, left };
}

const firstOfAll: EarlierStart = {
  attempt: 1,
  firstChunk: 0,
  known: false,
  left: { blocks: new Set(), records: 0, claims: [] },
};

/** Of which start of the run something is asked. */
type Started = Pick<AttemptStart, "startedAt" | "earlier">;

/** A mapper's clock is ours, but its first look at it may lie a little before. */
const slackMs = 1000;

/** What our mappers told of this start of the run; `null` where the store can't be asked. */
export async function readBlocks(
  project: OpenedProject,
  { runId }: Run,
  { startedAt, earlier }: Started,
): Promise<MapperBlock[] | null> {
  try {
    const store = await project.store();
    return (await store.blocks.ofRun(runId)).filter(
      ({ blockId, openedAt }) => openedAt >= startedAt - slackMs && !earlier.blocks.has(blockId),
    );
  } catch {
    // Not known is an answer of its own: the verdict says so.
    return null;
  }
}

/** The same, once what mappers had to spool is in the store. */
export async function readFinalBlocks(
  project: OpenedProject,
  run: Run,
  start: Started,
): Promise<MapperBlock[] | null> {
  try {
    await takeInSpool({ store: await project.store(), folder: project.spoolFolder, clock: project.clock });
  } catch {
    // What is spooled can't be read: then it is not known what the mappers saw.
    return null;
  }
  return readBlocks(project, run, start);
}

/** So many good runs say what is usual. */
const usualRuns = 10;

/** The last good runs of the job, newest first. */
export interface GoodRuns {
  readonly runs: readonly Run[];
  /** Their records; runs whose number is not known are left out. */
  readonly records: readonly number[];
}

export async function goodRuns(project: Pick<OpenedProject, "store">, run: Run): Promise<GoodRuns> {
  try {
    const store = await project.store();
    const { environment, job, startedAt } = run;
    const filter = { project: run.project, environment, job, startedBefore: startedAt, limit: usualRuns };
    const runs = await store.runs.list({ ...filter, statuses: ["success"] });
    const records = await Promise.all(runs.map(({ runId }) => recordsOfRun(store, runId)));
    return { runs, records: records.flatMap((count) => count ?? []) };
  } catch {
    // Without a store nothing is known to be usual.
    return { runs: [], records: [] };
  }
}

async function recordsOfRun(store: Store, runId: string): Promise<number | null> {
  const blocks = await store.blocks.ofRun(runId);
  if (blocks.length > 0) return blocks.reduce((sum, { records }) => sum + records, 0);
  const said = (await store.runs.claims(runId)).filter(({ side }) => side === "tap");
  return said.length === 0 ? null : said.reduce((sum, { records }) => sum + records, 0);
}
