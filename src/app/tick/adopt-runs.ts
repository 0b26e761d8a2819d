import { systemDatabaseUri } from "../../meltano/index.ts";
import type { Fact } from "../../model/fact.ts";
import { type Adoption, adoptRuns as decide, type KnownRun } from "../../runner/adopt.ts";
import { readMeltanoRuns, type Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import { endOfRunSignals } from "../end-of-run.ts";
import type { OpenedProject } from "../open-project.ts";

const firstTickNote = "tick.first_at";
const seenNote = "tick.meltano_seen_at";

/** Rows that ended while an earlier pass read are read again: a run takes time to commit its end. */
const overlapMs = 10 * 60_000;

/**
 * Reads Meltano's own `runs` table: completes what only a mapper saw and takes in what nobody watched. The first pass in
 * a project takes the history in without a word.
 */
export async function adoptRuns(
  project: OpenedProject,
  { store, alerting }: { readonly store: Store; readonly alerting: Alerting },
): Promise<{ runs_adopted: number; runs_completed: number }> {
  const now = project.clock.now();
  const firstTickAt = (await store.notes.get(firstTickNote)) as number | null;
  const since = ((await store.notes.get(seenNote)) as number | null) ?? 0;
  const { runs, reason } = await readMeltanoRuns({
    uri: systemDatabaseUri(project.project, project.env),
    projectRoot: project.project.root,
    since: since - overlapMs,
  });
  const adoptions = decide(runs, await knownRuns(store, since - overlapMs), {
    project: project.project.name,
    now,
    firstTickAt,
  });
  for (const adoption of adoptions) await tell(project, { store, alerting, adoption });
  await store.transaction(async (tx) => {
    if (firstTickAt === null) await tx.notes.set(firstTickNote, now);
    if (reason === null) await tx.notes.set(seenNote, now);
  });
  const adopted = adoptions.filter(({ changes }) => changes === null).length;
  return { runs_adopted: adopted, runs_completed: adoptions.length - adopted };
}

/** Runs that the rows may be about: all of the time looked at, and older ones that are not complete yet. */
async function knownRuns(store: Store, since: number): Promise<KnownRun[]> {
  const recent = await store.runs.list({ startedAfter: since - dayMs });
  const open = await store.runs.list({ complete: false });
  const byId = new Map([...open, ...recent].map((run) => [run.runId, run]));
  return Promise.all(
    [...byId.values()].map(async (run) => ({ run, blocks: await store.blocks.ofRun(run.runId) })),
  );
}

/** A run that began a day before the time looked at may end within it. */
const dayMs = 86_400_000;

async function tell(
  project: OpenedProject,
  { store, alerting, adoption }: { store: Store; alerting: Alerting; adoption: Adoption },
): Promise<void> {
  const { run, changes, ended } = adoption;
  const fact: Fact =
    changes === null ? { kind: "run_opened", run } : { kind: "run_changed", runId: run.runId, changes };
  const records = await recordsOf(store, run.runId);
  const signals = ended
    ? await endOfRunSignals(project, store, { run, records, stoppedByPerson: false })
    : [];
  await alerting.commit([fact], signals);
}

async function recordsOf(store: Store, runId: string): Promise<number | null> {
  const blocks = await store.blocks.ofRun(runId);
  return blocks.length === 0 ? null : blocks.reduce((sum, block) => sum + block.records, 0);
}
