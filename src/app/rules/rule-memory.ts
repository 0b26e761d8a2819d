import type { RuleIdentity, SeriesState } from "../../alerts/rules/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { Labels } from "../../model/labels.ts";
import type { RuleStateEntry } from "../../store/index.ts";

/** What is remembered of a rule and one series: its state, and as what it was told. */
export interface SeriesMemory {
  readonly state: SeriesState;
  readonly labels: Labels;
  /** As what it was told; `null` while nothing is. */
  readonly told: RuleIdentity | null;
}

/** What is remembered of a rule as a whole. */
export interface RuleMemory {
  /** When it was first looked at. */
  readonly since: number;
  readonly evaluatedAt: number | null;
  readonly lastFiredAt: number | null;
  readonly firedCount: number;
  /** Why it can't be computed; `null` where it can. */
  readonly problem: string | null;
}

/** Everything remembered of the rules of a scope. */
export interface Memories {
  readonly rules: ReadonlyMap<string, RuleMemory>;
  readonly series: ReadonlyMap<string, ReadonlyMap<string, SeriesMemory>>;
}

export function readMemories(entries: readonly RuleStateEntry[]): Memories {
  const rules = new Map<string, RuleMemory>();
  const series = new Map<string, Map<string, SeriesMemory>>();
  for (const { rule, series: key, state } of entries) {
    if (key === "") {
      rules.set(rule, state as unknown as RuleMemory);
      continue;
    }
    const ofRule = series.get(rule) ?? new Map<string, SeriesMemory>();
    ofRule.set(key, state as unknown as SeriesMemory);
    series.set(rule, ofRule);
  }
  return { rules, series };
}

/** The entry that keeps a memory, or removes it. */
export function entryOf(
  rule: string,
  series: string,
  memory: SeriesMemory | RuleMemory | null,
): RuleStateEntry {
  return { rule, series, state: memory as unknown as Json | null };
}
