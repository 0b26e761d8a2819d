import type { Silence } from "../model/alerting.ts";
import type { Labels } from "../model/labels.ts";
import { compileMatchers, type Matcher, matchesAll } from "./matcher.ts";

/** Silences ready to be asked, whatever their number. */
export interface Silences {
  /** The one that keeps labels quiet and ends last; `null` where none does. */
  readonly over: (labels: Labels) => Silence | null;
}

/** Whether a silence is on. */
export function isOn({ startsAt, endsAt, expiredBy }: Silence, now: number): boolean {
  return expiredBy === null && startsAt <= now && now < endsAt;
}

/** Whether a silence keeps an alert with these labels (and name, type, …) quiet while it is on. */
export function silenceFits(silence: Silence, labels: Labels): boolean {
  return matchesAll(matchersOf(silence), labels);
}

/** Those of the silences that are on, found by one label that must be equal, so that thousands cost little. */
export function silencesAt(silences: readonly Silence[], now: number): Silences {
  const byLabel = new Map<string, Map<string, Silence[]>>();
  const others: Silence[] = [];
  for (const silence of silences.filter((one) => isOn(one, now))) {
    const exact = matchersOf(silence).find(({ operator, value }) => operator === "=" && value !== "");
    if (exact === undefined) others.push(silence);
    else push(byLabel, exact, silence);
  }
  return {
    over: (labels) => {
      const found = others.filter((silence) => silenceFits(silence, labels));
      for (const [label, byValue] of byLabel)
        for (const silence of byValue.get(labels[label] ?? "") ?? [])
          if (silenceFits(silence, labels)) found.push(silence);
      return found.reduce<Silence | null>(
        (last, one) => (last === null || one.endsAt > last.endsAt ? one : last),
        null,
      );
    },
  };
}

function push(byLabel: Map<string, Map<string, Silence[]>>, { label, value }: Matcher, one: Silence): void {
  const byValue = byLabel.get(label) ?? new Map<string, Silence[]>();
  byLabel.set(label, byValue.set(value, [...(byValue.get(value) ?? []), one]));
}

/** Compiled once for each text: a silence is asked of every alert. */
const compiled = new Map<string, readonly Matcher[]>();
const mostCompiled = 20_000;

function matchersOf({ matchers }: Silence): readonly Matcher[] {
  const key = JSON.stringify(matchers);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = compileMatchers(matchers);
  compiled.set(key, made);
  return made;
}
