import type { Rule } from "../../alerts/rules/index.ts";
import type { RuleMemory, SeriesMemory } from "../../model/rule-memory.ts";
import type { Signal } from "../../model/signal.ts";
import type { RuleStateEntry, Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { endRule, type Judged, judgeRule } from "./judge-rule.ts";
import { listRules } from "./load-rules.ts";
import { readRules } from "./read-rules.ts";
import { type Memories, readMemories } from "./rule-memory.ts";

export interface EvaluatedRules {
  readonly rules_evaluated: number;
  readonly rule_signals: number;
}

/** A rule that is due "each minute" is looked at each minute, however little early the pass comes. */
const earlyMs = 5_000;

/** So many runs that go on are looked at. */
const runningLimit = 1_000;

/** Looks at every rule that is due: what they tell and what is remembered becomes durable together. */
export async function evaluateRules(
  project: OpenedProject,
  {
    store,
    alerting,
    firesFrom,
  }: { readonly store: Store; readonly alerting: Pick<Alerting, "engine">; readonly firesFrom: number },
): Promise<EvaluatedRules> {
  const now = project.clock.now();
  const name = project.project.name;
  const scope = scopeOf(project);
  const memories = readMemories(await store.ruleStates.list(scope));
  const listed = listRules(project, await store.ruleStates.storedRules(name));
  const enabled = listed.flatMap(({ enabled: on, rule }) => (on && rule !== null ? [rule] : []));
  const due = enabled.filter((rule) => isDue(rule, memories.rules.get(rule.name), now));
  const running = await store.runs.list({ project: name, statuses: ["running"], limit: runningLimit });
  const readings = await readRules(due, { store, project: name, now, running });
  const judging = { project: name, now, firesFrom };
  const judged = [
    ...due.map((rule) => judgeRule(rule, readings.get(rule) ?? [], memoryOf(memories, rule.name), judging)),
    ...goneRules(memories, new Set(enabled.map((rule) => rule.name)), now),
  ];
  const signals = judged.flatMap((one) => one.signals);
  await write({ store, alerting, scope, now }, judged, signals);
  return { rules_evaluated: due.length, rule_signals: signals.length };
}

interface Writing {
  readonly store: Store;
  readonly alerting: Pick<Alerting, "engine">;
  readonly scope: string;
  readonly now: number;
}

async function write(
  { store, alerting, scope, now }: Writing,
  judged: readonly Judged[],
  signals: readonly Signal[],
): Promise<void> {
  const entries: RuleStateEntry[] = judged.flatMap((one) => one.entries);
  if (entries.length === 0 && signals.length === 0) return;
  await store.transaction(async (tx) => {
    await tx.ruleStates.save(scope, entries);
    await alerting.engine.process(tx, signals, now);
  });
}

function isDue({ settings }: Rule, memory: RuleMemory | undefined, now: number): boolean {
  const last = memory?.evaluatedAt ?? null;
  if (settings.every === undefined || last === null || last > now) return true;
  return now - last >= settings.every - earlyMs;
}

function memoryOf(
  { rules, series }: Memories,
  name: string,
): { readonly rule: RuleMemory | undefined; readonly series: ReadonlyMap<string, SeriesMemory> } {
  return { rule: rules.get(name), series: series.get(name) ?? new Map() };
}

/** What rules told that are switched off or gone has to end. */
function goneRules(memories: Memories, enabled: ReadonlySet<string>, now: number): Judged[] {
  return [...memories.series.keys()]
    .filter((name) => !enabled.has(name))
    .map((name) => endRule(name, memoryOf(memories, name), now));
}
