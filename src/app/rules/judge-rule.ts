import { endOfTold } from "../../alerts/index.ts";
import {
  absentLabels,
  advance,
  errorSignal,
  firingSignal,
  identityOf,
  quiet,
  type Rule,
  type Step,
} from "../../alerts/rules/index.ts";
import { canonicalJson } from "../../lib/canonical-json.ts";
import type { RuleMemory, SeriesMemory } from "../../model/rule-memory.ts";
import type { Signal, SignalIdentity } from "../../model/signal.ts";
import type { RuleStateEntry } from "../../store/index.ts";
import type { SeriesReading } from "./read-rules.ts";

export interface Judging {
  readonly project: string;
  readonly now: number;
  /** Samples from before fire nothing. */
  readonly firesFrom: number;
}

/** What a pass found of one rule: what is told, and what is remembered where that changed. */
export interface Judged {
  readonly signals: readonly Signal[];
  readonly entries: readonly RuleStateEntry[];
}

/** What a rule's readings mean, by what is remembered of it. Pure. */
export function judgeRule(
  rule: Rule,
  readings: readonly SeriesReading[],
  memory: { readonly rule: RuleMemory | undefined; readonly series: ReadonlyMap<string, SeriesMemory> },
  judging: Judging,
): Judged {
  const before = memory.rule ?? freshMemory(judging.now);
  const asked = rule.test.kind === "absent" ? [absence(rule, readings, before, judging)] : readings;
  const told: Signal[] = [];
  const entries: RuleStateEntry[] = [];
  let fired = 0;
  const seen = new Set<string>();
  for (const reading of [...asked, ...unmeasured(rule, asked, memory.series)]) {
    seen.add(reading.key);
    const judged = judgeSeries(rule, reading, memory.series.get(reading.key), judging);
    fired += judged.fired ? 1 : 0;
    told.push(...judged.signals);
    entries.push(...judged.entries);
  }
  for (const [key, gone] of memory.series) {
    if (seen.has(key)) continue;
    told.push(...endOf(gone.told, `${rule.name} does not look at this any more.`, judging.now));
    entries.push({ rule: rule.name, series: key, state: null });
  }
  const problem = problemOf(asked);
  const after: RuleMemory = {
    since: before.since,
    evaluatedAt: rule.settings.every === undefined ? null : judging.now,
    lastFiredAt: fired > 0 ? judging.now : before.lastFiredAt,
    firedCount: before.firedCount + fired,
    problem,
  };
  if ((problem === null) !== (before.problem === null))
    told.push(errorSignal(rule, { project: judging.project, problem, at: judging.now }));
  if (memory.rule === undefined || canonicalJson({ ...after }) !== canonicalJson({ ...before }))
    entries.push({ rule: rule.name, series: "", state: after });
  return { signals: told, entries };
}

/** The end of all that a rule told that is gone or switched off. */
export function endRule(
  name: string,
  memory: { readonly rule: RuleMemory | undefined; readonly series: ReadonlyMap<string, SeriesMemory> },
  now: number,
): Judged {
  const ended = [...memory.series.values()].flatMap(({ told }) =>
    endOf(told, `The rule ${name} is switched off or gone.`, now),
  );
  return {
    signals: ended,
    entries: [...memory.series.keys()].map((series) => ({ rule: name, series, state: null })),
  };
}

function freshMemory(now: number): RuleMemory {
  return { since: now, evaluatedAt: null, lastFiredAt: null, firedCount: 0, problem: null };
}

interface JudgedSeries extends Judged {
  readonly fired: boolean;
}

function judgeSeries(
  rule: Rule,
  { key, labels, reading }: SeriesReading,
  before: SeriesMemory | undefined,
  { now, firesFrom }: Judging,
): JudgedSeries {
  const { settings } = rule;
  const step = advance(before?.state ?? quiet, reading, now, {
    forMs: settings.for,
    keepMs: settings.keep_firing_for,
    firesFrom,
  });
  const identity = identityOf(rule, labels);
  const moved = before?.told && !sameAlert(before.told, identity) ? before.told : null;
  const told = rule.shadow ? null : toldOf(step, before?.told ?? null, identity);
  const after: SeriesMemory = { state: step.state, labels, told };
  const changed = before === undefined ? step.state.status !== "quiet" : !sameMemory(before, after);
  const forgotten = step.state.status === "quiet" && told === null;
  return {
    fired: step.told === "fire",
    signals: [
      ...endOf(moved, `${rule.name} tells this as another alert now.`, now),
      ...signalsOf(rule, { step, labels, now, told, before: before?.told ?? null, moved: moved !== null }),
    ],
    entries: changed ? [{ rule: rule.name, series: key, state: forgotten ? null : after }] : [],
  };
}

/** As what it stays told after a step. */
function toldOf(step: Step, before: SignalIdentity | null, identity: SignalIdentity): SignalIdentity | null {
  const on = step.state.status === "firing" || step.state.status === "stale";
  if (!on) return null;
  return step.told === null && before !== null && sameAlert(before, identity) ? before : identity;
}

interface Telling {
  readonly step: Step;
  readonly labels: SeriesReading["labels"];
  readonly now: number;
  readonly told: SignalIdentity | null;
  readonly before: SignalIdentity | null;
  readonly moved: boolean;
}

function signalsOf(rule: Rule, { step, labels, now, told, before, moved }: Telling): Signal[] {
  if (step.told === "resolve") return moved ? [] : endOf(before, `${rule.name} holds no more.`, now);
  // What was in shadow, or told as something else, is told now although nothing about it changed.
  const again = told !== null && (before === null || moved);
  if (told === null || (step.told === null && !again)) return [];
  const { value, sampleAt, status } = step.state;
  return [
    firingSignal(rule, { labels, value, sampleAt, staleSince: status === "stale" ? now : null, at: now }),
  ];
}

function endOf(told: SignalIdentity | null, message: string, now: number): Signal[] {
  return told === null ? [] : [endOfTold(told, message, now)];
}

/** Severity is no part of which alert it is. */
function sameAlert(one: SignalIdentity, other: SignalIdentity): boolean {
  const key = ({ name, type, category, labels }: SignalIdentity) =>
    canonicalJson({ name, type, category, labels });
  return key(one) === key(other);
}

function sameMemory(one: SeriesMemory, other: SeriesMemory): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Series it told of that have no sample left at all: nothing is known of them, and that ends nothing. */
function unmeasured(
  rule: Rule,
  readings: readonly SeriesReading[],
  memories: ReadonlyMap<string, SeriesMemory>,
): SeriesReading[] {
  const measured = new Set(readings.map(({ key }) => key));
  return [...memories]
    .filter(([key, { labels }]) => !measured.has(key) && rule.matchers.every((one) => one.matches(labels)))
    .filter(() => rule.test.kind !== "absent")
    .map(([key, { labels }]) => ({ key, labels, lastAt: 0, reading: { kind: "no_data" } }));
}

/** Under what an absence is remembered: it has no series. */
export const absentKey = "absent";

/** Nothing measured is only known to be nothing once the rule has looked for as long as its window. */
function absence(
  rule: Rule,
  readings: readonly SeriesReading[],
  { since }: RuleMemory,
  { project, now }: Judging,
): SeriesReading {
  const after = now - rule.settings.window;
  const measured = readings.some(({ lastAt }) => lastAt > after);
  const labels = absentLabels(rule, project);
  const held = !measured && since <= after;
  return {
    key: absentKey,
    labels,
    lastAt: since,
    reading: { kind: "value", value: 0, at: since, holds: held },
  };
}

function problemOf(readings: readonly SeriesReading[]): string | null {
  for (const { reading } of readings) if (reading.kind === "error") return reading.message;
  return null;
}
