import { endOfTold } from "../../alerts/index.ts";
import {
  type Breach,
  breachSignal,
  type Judgement,
  type SlaEntry,
  slaIdentity,
} from "../../alerts/sla/index.ts";
import type { Signal } from "../../model/signal.ts";
import type { SlaMemory } from "../../model/sla-memory.ts";
import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { judgeEntry } from "./judge-entry.ts";
import { loadSla } from "./load-sla.ts";

export interface EvaluatedSla {
  readonly sla_judged: number;
  readonly sla_signals: number;
}

interface Passing {
  readonly store: Store;
  readonly alerting: Alerting;
  /** When watching began here. */
  readonly began: number;
}

/** Judges what is expected of each job: what is told and what is remembered becomes durable together. */
export async function evaluateSla(project: OpenedProject, passing: Passing): Promise<EvaluatedSla> {
  const { store, alerting, began } = passing;
  const scope = scopeOf(project);
  const now = project.clock.now();
  const name = project.project.name;
  const { entries } = loadSla(project);
  const memories = await store.ruleStates.slaStates(scope);
  const lastPassAt = (await store.notes.get("tick.last_at")) as number | null;
  const steps: SlaStep[] = [];
  for (const entry of entries) {
    const memory = memories.get(entry.key) ?? null;
    const judgement = await judgeEntry(
      { store, project: name, now },
      entry,
      memory,
      newSince(entry, { lastPassAt, began, now }),
    );
    steps.push(stepOf(entry, memory, judgement, { project: name, now }));
  }
  const known = new Set(entries.map(({ key }) => key));
  for (const [key, memory] of memories) if (!known.has(key)) steps.push(endOf(key, memory, now));
  const changed = steps.filter(
    ({ signals, memory, key }) => signals.length > 0 || differs(memories.get(key), memory),
  );
  if (changed.length > 0)
    await store.transaction(async (tx) => {
      for (const { key, memory } of changed) await tx.ruleStates.saveSlaState(scope, key, memory);
      await alerting.engine.process(
        tx,
        changed.flatMap(({ signals }) => signals),
        now,
      );
    });
  return { sla_judged: entries.length, sla_signals: steps.flatMap(({ signals }) => signals).length };
}

/**
 * From when on a new entry owes something: from now, but in the first pass of all from when watching began. A run that
 * ended since the last pass is judged by its length also where the limit is new.
 */
function newSince(
  { expects }: SlaEntry,
  {
    lastPassAt,
    began,
    now,
  }: { readonly lastPassAt: number | null; readonly began: number; readonly now: number },
): number {
  if (lastPassAt === null) return began;
  return expects.kind === "max_duration" ? Math.max(lastPassAt, began) : now;
}

interface SlaStep {
  readonly key: string;
  readonly memory: SlaMemory | null;
  readonly signals: readonly Signal[];
}

/** What a judgement means for what was told before. Pure. */
export function stepOf(
  entry: SlaEntry,
  before: SlaMemory | null,
  { state, breach, relief }: Judgement,
  { project, now }: { readonly project: string; readonly now: number },
): SlaStep {
  const told = before?.told ?? null;
  if (breach === null) {
    const signals = told === null ? [] : [endOfTold(told, relief, now)];
    return { key: entry.key, memory: { state, told: null, toldAs: null }, signals };
  }
  const identity = { ...slaIdentity(entry, breach, project), ...(told === null ? {} : sameAlert(told)) };
  const toldAs = phaseOf(breach);
  const news = told === null || before?.toldAs !== toldAs;
  const signals = news ? [breachSignal(entry, breach, identity, now)] : [];
  return { key: entry.key, memory: { state, told: identity, toldAs }, signals };
}

/** While something is told it stays the same alert, also where a missed run turns into a late one. */
function sameAlert({ name, type, category, labels }: NonNullable<SlaMemory["told"]>) {
  return { name, type, category, labels };
}

function phaseOf({ type, count, deadline, runId }: Breach): string {
  return JSON.stringify([type, count, deadline, runId]);
}

function endOf(key: string, { told }: SlaMemory, now: number): SlaStep {
  const signals = told === null ? [] : [endOfTold(told, "It is not expected any more.", now)];
  return { key, memory: null, signals };
}

function differs(before: SlaMemory | undefined, after: SlaMemory | null): boolean {
  return JSON.stringify(before ?? null) !== JSON.stringify(after);
}
