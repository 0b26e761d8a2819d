import { changesBetween } from "../../diagnosis/index.ts";
import type { Diagnosis, Dossier, FailureImpact, FailureRole, RunChange } from "../../model/dossier.ts";
import { badStatuses, type Run } from "../../model/run.ts";
import type { RunContext } from "../../model/run-context.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { loadedChanges } from "../runs/loaded-changes.ts";
import { failureImpact, type Unfinished } from "./failure-impact.ts";

/** How far back repeats are counted. */
const historyLimit = 100;

/** The dossier of a run that went badly, by what can be known of its past just now; `null` without a diagnosis. */
export async function dossierOf(
  { store }: Pick<OpenedProject, "store">,
  {
    run,
    diagnosis,
    context,
    unfinished,
  }: {
    readonly run: Run;
    readonly diagnosis: Diagnosis | null;
    readonly context: RunContext | null;
    readonly unfinished?: Unfinished;
  },
): Promise<Dossier | null> {
  if (diagnosis === null) return null;
  try {
    return await buildDossier(await store(), run, diagnosis, { context, unfinished });
  } catch {
    // Without a store the past is not known; what the log says is told all the same.
    return buildDossier(null, run, diagnosis, { context, unfinished });
  }
}

/** A diagnosis with what the job's past says of it. `context` is under what this run ran, `unfinished` whose block failed. */
export async function buildDossier(
  store: Store | null,
  run: Run,
  diagnosis: Diagnosis,
  { context, unfinished }: { readonly context: RunContext | null; readonly unfinished?: Unfinished },
): Promise<Dossier> {
  const command = commandFor(context, diagnosis.command);
  if (store === null)
    return { ...diagnosis, command, repeated: 1, lastGoodRunId: null, changed: [], impact: impactUnknown };
  const earlier = await earlierRuns(store, run);
  const lastGood = earlier.find(({ status }) => status === "success") ?? null;
  return {
    ...diagnosis,
    command,
    repeated: await repeats(store, earlier, diagnosis),
    lastGoodRunId: lastGood?.runId ?? null,
    changed: lastGood === null ? [] : await changedSince(store, lastGood, { run, context }),
    impact: await impactOf(store, run, diagnosis.role, { lastGood, unfinished }),
  };
}

/** Meltano 4 turned the words of `meltano config` round. */
function commandFor(context: RunContext | null, command: string | null): string | null {
  if (command === null || !context?.meltanoVersion?.startsWith("3.")) return command;
  return command.replace(/^meltano config (list|set) (\S+)/, "meltano config $2 $1");
}

const impactUnknown: FailureImpact = { streams: null, recordsSinceBookmark: null };

async function earlierRuns(store: Store, run: Run): Promise<Run[]> {
  const { project, environment, job, startedAt, runId } = run;
  const runs = await store.runs.list({
    project,
    environment,
    job,
    startedBefore: startedAt,
    limit: historyLimit,
  });
  return runs.filter((one) => one.runId !== runId && one.status !== "running" && one.status !== "unknown");
}

/** The runs before it that failed of the same cause without another outcome between. */
async function repeats(store: Store, earlier: readonly Run[], diagnosis: Diagnosis): Promise<number> {
  const firstOther = earlier.findIndex(({ status }) => !badStatuses.has(status));
  const bad = firstOther === -1 ? earlier : earlier.slice(0, firstOther);
  const dossiers = await store.accounts.dossiers(bad.map(({ runId }) => runId));
  const firstElse = bad.findIndex(({ runId }) => !isSameCause(dossiers.get(runId), diagnosis));
  return 1 + (firstElse === -1 ? bad.length : firstElse);
}

function isSameCause(one: Diagnosis | undefined, other: Diagnosis): boolean {
  if (one === undefined || one.plugin !== other.plugin) return false;
  return one.signature === null ? one.cause === other.cause : one.signature === other.signature;
}

/** Under what it ran first: that is what somebody may have done. What never ran loaded nothing else. */
async function changedSince(
  store: Store,
  lastGood: Run,
  { run, context }: { readonly run: Run; readonly context: RunContext | null },
): Promise<RunChange[]> {
  const before = await store.accounts.context(lastGood.runId);
  const settings = before === null || context === null ? [] : changesBetween(before, context);
  const loaded = run.status === "not_started" ? [] : await loadedChanges(store, lastGood, run);
  return [...settings, ...loaded];
}

async function impactOf(
  store: Store,
  { runId }: Run,
  role: FailureRole,
  { lastGood, unfinished }: { readonly lastGood: Run | null; readonly unfinished: Unfinished },
): Promise<FailureImpact> {
  const passed = {
    blocks: await store.blocks.ofRun(runId),
    carriers: await store.blocks.carriers(runId),
    segments: await store.blocks.segments(runId),
  };
  const usual =
    lastGood === null ? null : (await store.blocks.streams(lastGood.runId)).map(({ stream }) => stream);
  return failureImpact({ passed, usual, unfinished, role });
}
