import type { Fact } from "../../model/fact.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import { type Store, takeInSpool } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import { endOfRunSignals } from "../end-of-run.ts";
import { buildDossier } from "../run/build-dossier.ts";
import { changesOf } from "./known-run.ts";
import type { LoggedRun } from "./logged-run.ts";
import { type SettledRun, type SettleRun, settleRun } from "./settle-run.ts";

export interface StoreRun extends Omit<SettleRun, "blocks"> {
  /** Tells of the run's end as a tick would; `null` tells nobody. */
  readonly alerting: Alerting | null;
}

/** Judges a run by its log and makes it durable: as a new run, or as what the log adds to one that is known. */
export async function storeRun(store: Store, input: StoreRun): Promise<void> {
  const { held, logged, alerting, runId } = input;
  const blocks = held === null ? [] : await blocksOf(store, input);
  const settled = await settleRun({ ...input, blocks });
  const changes = held === null ? null : changesOf(held, settled, input.job !== null);
  const run: Run = held === null ? settled.run : { ...held, ...changes };
  const dossier = settled.diagnosis && (await buildDossier(store, run, settled.diagnosis, { context: null }));
  const facts: Fact[] = [
    ...(held === null ? [{ kind: "run_opened", run } satisfies Fact] : []),
    ...(changes === null ? [] : [{ kind: "run_changed", runId, changes } satisfies Fact]),
    ...(held?.source === "runner" ? [] : partFacts(logged, run, settled)),
    // A run that we watched ourselves has a dossier that knows more.
    ...(dossier === null || held?.source === "runner"
      ? []
      : [{ kind: "dossier", runId, dossier } satisfies Fact]),
  ];
  const isNews = held === null || run.status !== held.status;
  if (alerting === null || !isNews) return store.apply(facts);
  const end = { run, records: recordsOf(logged, blocks), stoppedByPerson: false, dossier };
  await alerting.commit(facts, await endOfRunSignals(input.project, store, end));
}

/** What our mappers saw of the run, with what they had to spool. */
async function blocksOf(store: Store, { project, runId }: StoreRun): Promise<MapperBlock[]> {
  await takeInSpool({ store, folder: project.spoolFolder, clock: project.clock });
  return store.blocks.ofRun(runId);
}

function recordsOf(logged: LoggedRun, blocks: readonly MapperBlock[]): number | null {
  return blocks.length === 0 ? logged.tapRecords() : blocks.reduce((sum, { records }) => sum + records, 0);
}

/** What the log says of the run's parts. */
function partFacts(logged: LoggedRun, run: Run, { plugins }: SettledRun): Fact[] {
  const { runId, status, exitCode, startedAt, endedAt } = run;
  const claims = logged.claims();
  return [
    { kind: "attempt", runId, attempt: { number: 1, status, exitCode, startedAt, endedAt } },
    ...plugins.map((plugin): Fact => ({ kind: "plugin", runId, plugin })),
    ...(claims.length === 0 ? [] : [{ kind: "claims", runId, claims } satisfies Fact]),
  ];
}
