import type { RuleMemory, SeriesMemory } from "../../model/rule-memory.ts";
import type { RuleStateEntry } from "../../store/index.ts";

/** Everything remembered of the rules of a scope. */
export interface Memories {
  readonly rules: ReadonlyMap<string, RuleMemory>;
  readonly series: ReadonlyMap<string, ReadonlyMap<string, SeriesMemory>>;
}

export function readMemories(entries: readonly RuleStateEntry[]): Memories {
  const rules = new Map<string, RuleMemory>();
  const series = new Map<string, Map<string, SeriesMemory>>();
  for (const { rule, series: key, state } of entries) {
    if (state === null) continue;
    if (!("told" in state)) {
      rules.set(rule, state);
      continue;
    }
    const ofRule = series.get(rule) ?? new Map<string, SeriesMemory>();
    ofRule.set(key, state);
    series.set(rule, ofRule);
  }
  return { rules, series };
}
