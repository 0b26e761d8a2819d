import { endOf } from "../../audit/openlineage/run-events.ts";
import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import type { Store, StoreTransaction } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { watchBegan } from "../tick/watch-began.ts";
import { lineageOf } from "./lineage-of.ts";
import { owedEvents, startWithoutStore } from "./owed-events.ts";

/**
 * The events that these facts are told by, to be written with them: a run that begins or ends. `tx` has the facts already. Never
 * throws: what can't be told now the next pass finds.
 */
export async function lineageOfFacts(
  project: OpenedProject,
  tx: StoreTransaction,
  facts: readonly Fact[],
): Promise<Fact[]> {
  const runIds = new Set(facts.flatMap(turningPoint));
  if (runIds.size === 0) return [];
  try {
    const store = withoutTransactions(tx);
    const events: Fact[] = [];
    for (const runId of runIds) {
      const run = await store.runs.get(runId);
      if (run === null || !isTold(project, run) || !(await isNews(store, run))) continue;
      if (await isLong(store, run)) continue;
      events.push(...(await lineageFacts(project, store, run)));
    }
    return events;
  } catch {
    // The run's own account is not held up by what others are told of it.
    return [];
  }
}

/** The same while no store can be reached: a run's beginning, to wait in the spool with the rest. Never throws. */
export function lineageWithoutStore(project: OpenedProject, facts: readonly Fact[]): Fact[] {
  try {
    return facts.flatMap((fact) => {
      if (fact.kind !== "run_opened" || !isBeginning(fact.run)) return [];
      const lineage = lineageOf(project, fact.run.environment);
      if (lineage.transports.length === 0) return [];
      const context = facts.find((one) => one.kind === "run_context");
      const meltanoVersion = context?.kind === "run_context" ? context.context.meltanoVersion : null;
      return [
        {
          kind: "lineage_events",
          events: startWithoutStore(project, lineage, { run: fact.run, meltanoVersion }),
        },
      ];
    });
  } catch {
    // What can't be told is found by a later pass, as far as it can be known then.
    return [];
  }
}

/** The events of a run that its environment's settings want told. */
export async function lineageFacts(project: OpenedProject, store: Store, run: Run): Promise<Fact[]> {
  if (!isTold(project, run)) return [];
  const lineage = lineageOf(project, run.environment);
  const events = await owedEvents(project, store, { run, lineage, starts: isBeginning(run) });
  return events.length === 0 ? [] : [{ kind: "lineage_events", events }];
}

/** The run whose beginning or end a fact tells. */
function turningPoint(fact: Fact): string[] {
  if (fact.kind === "run_opened") return fact.run.status === "unknown" ? [] : [fact.run.runId];
  const status = fact.kind === "run_changed" ? fact.changes.status : undefined;
  return fact.kind === "run_changed" && status !== undefined && status !== "unknown" ? [fact.runId] : [];
}

function isTold(project: OpenedProject, run: Run): boolean {
  return run.project === project.project.name && lineageOf(project, run.environment).transports.length > 0;
}

/** So many streams are read in the time that others wait for a transaction; of a larger run the next pass tells, outside of one. */
const streamsAtOnce = 100;

async function isLong(store: Store, run: Run): Promise<boolean> {
  return !isBeginning(run) && (await store.blocks.streams(run.runId)).length > streamsAtOnce;
}

function isBeginning({ source, status }: Run): boolean {
  return source === "runner" && status === "running";
}

/** What ended before anybody watched here is history, and never told. */
async function isNews(store: Store, run: Run): Promise<boolean> {
  if (endOf(run) === null) return isBeginning(run);
  const began = await watchBegan(store, run.startedAt);
  return (run.endedAt ?? run.heartbeatAt ?? run.startedAt) >= began;
}

/** A transaction as those see it who only read. */
function withoutTransactions(tx: StoreTransaction): Store {
  return {
    ...tx,
    ...{ location: "", kind: "sqlite", damage: null, generation: 0 },
    transaction: (work) => work(tx),
    close: async () => undefined,
  };
}
