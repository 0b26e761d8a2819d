import { absentLabels, type Rule } from "../../alerts/rules/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import { catalogue, metricNamed } from "../../metrics/index.ts";
import type { Labels } from "../../model/labels.ts";
import type { SeriesStatus } from "../../model/rule-memory.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { absentKey } from "./judge-rule.ts";
import { type ListedRule, listRules } from "./load-rules.ts";
import { readRules, type SeriesReading } from "./read-rules.ts";
import { type Memories, readMemories } from "./rule-memory.ts";

/** What a rule says of one series now. */
export interface SeriesNow {
  readonly labels: Labels;
  readonly value: number | null;
  readonly holds: boolean | null;
  readonly state: SeriesStatus;
  readonly error: string | null;
}

/** A rule as people see it: what it watches, how it stands, what it says now. */
export interface RuleNow {
  readonly name: string;
  readonly source: ListedRule["source"];
  readonly enabled: boolean;
  readonly shadow: boolean;
  readonly metric: string | null;
  readonly condition: string | null;
  /** The worst of its series: `off`, `error`, `firing`, `stale`, `pending`, `quiet`, or `no_data`. */
  readonly state: string;
  readonly lastFiredAt: number | null;
  readonly firedCount: number;
  readonly channels: readonly string[];
  readonly value: number | null;
  readonly series: readonly SeriesNow[];
  /** What may be wrong with it although it can be read. */
  readonly hint: string | null;
}

/** Every rule of the project with what it says now; reading only. */
export async function rulesNow(project: OpenedProject, store: Store): Promise<RuleNow[]> {
  const name = project.project.name;
  const now = project.clock.now();
  const listed = listRules(project, await store.ruleStates.storedRules(name));
  const memories = readMemories(await store.ruleStates.list(scopeOf(project)));
  const running = await store.runs.list({ project: name, statuses: ["running"], limit: 1_000 });
  const rules = listed.flatMap(({ rule }) => rule ?? []);
  const readings = await readRules(rules, { store, project: name, now, running });
  return listed.map((one) =>
    ruleNow(one, (one.rule && readings.get(one.rule)) ?? [], { memories, now, project: name }),
  );
}

/** The rule of that name. Raises `NOT_FOUND`. */
export function ruleNamed(rules: readonly RuleNow[], name: string): RuleNow {
  const found = rules.find((rule) => rule.name === name);
  if (found !== undefined) return found;
  const names = rules.map((rule) => rule.name);
  const meant = nearest(name, names);
  throw new UsageError({
    code: "NOT_FOUND",
    what: `No rule is called ${name}.`,
    whatToDo: meant === null ? `There are: ${names.join(", ")}.` : `Did you mean ${meant}?`,
  });
}

/** A row of `rules list --json` (design section 15), with its series. */
export function ruleDocument(rule: RuleNow): { readonly [key: string]: Json } {
  return {
    name: rule.name,
    source: rule.source,
    enabled: rule.enabled,
    state: rule.state,
    last_fired_at: toTimestamp(rule.lastFiredAt),
    fired_count: rule.firedCount,
    channels: [...rule.channels],
    value: rule.value,
    shadow: rule.shadow,
    metric: rule.metric,
    condition: rule.condition,
    hint: rule.hint,
    series: rule.series.map(({ labels, value, holds, state, error }) => ({
      labels: { ...labels },
      value,
      would_fire: holds,
      state,
      error,
    })),
  };
}

function ruleNow(
  { name, source, enabled, rule }: ListedRule,
  readings: readonly SeriesReading[],
  { memories, now, project }: { readonly memories: Memories; readonly now: number; readonly project: string },
): RuleNow {
  const memory = memories.rules.get(name);
  const states = memories.series.get(name);
  const asked = rule?.test.kind === "absent" ? [absenceNow(rule, readings, { now, project })] : readings;
  const series = asked.map((reading) => seriesNow(reading, states?.get(reading.key)?.state.status));
  return {
    name,
    source,
    enabled,
    shadow: rule?.shadow ?? false,
    metric: rule?.metric ?? null,
    condition: rule?.settings.condition ?? rule?.settings.expression ?? null,
    state: stateOf(enabled, memory?.problem ?? null, [
      ...series,
      ...(states === undefined ? [] : [...states.values()].map(({ state }) => ({ state: state.status }))),
    ]),
    lastFiredAt: memory?.lastFiredAt ?? null,
    firedCount: memory?.firedCount ?? 0,
    channels: rule?.settings.channel === undefined ? [] : [rule.settings.channel],
    value: worst(series)?.value ?? null,
    series,
    hint: hintOf(rule?.metric ?? null, readings),
  };
}

/** Whether nothing was measured in the window that ends now. */
function absenceNow(
  rule: Rule,
  readings: readonly SeriesReading[],
  { now, project }: { readonly now: number; readonly project: string },
): SeriesReading {
  const holds = !readings.some(({ lastAt }) => lastAt > now - rule.settings.window);
  const reading = { kind: "value", value: 0, at: now, holds } as const;
  return { key: absentKey, labels: absentLabels(rule, project), lastAt: now, reading };
}

function seriesNow({ labels, reading }: SeriesReading, status: SeriesStatus = "quiet"): SeriesNow {
  const measured = reading.kind === "value" ? reading : null;
  return {
    labels,
    value: measured?.value ?? null,
    holds: measured?.holds ?? null,
    state: status,
    error: reading.kind === "error" ? reading.message : null,
  };
}

function stateOf(
  enabled: boolean,
  problem: string | null,
  series: readonly { readonly state: SeriesStatus; readonly value?: number | null }[],
): string {
  if (!enabled) return "off";
  if (problem !== null) return "error";
  for (const status of ["firing", "stale", "pending"] as const)
    if (series.some(({ state }) => state === status)) return status;
  return series.some(({ value }) => value !== undefined && value !== null) ? "quiet" : "no_data";
}

/** What would fire first, then what was measured. */
function worst(series: readonly SeriesNow[]): SeriesNow | undefined {
  return series.find(({ holds }) => holds === true) ?? series.find(({ value }) => value !== null);
}

function hintOf(metric: string | null, readings: readonly SeriesReading[]): string | null {
  if (metric === null || readings.length > 0 || metricNamed(metric) !== undefined) return null;
  const names = catalogue.map((known) => known.name);
  const meant = nearest(metric, names);
  return `Nothing called ${metric} was ever measured${meant === null ? "" : `; did you mean ${meant}?`}.`;
}
