import type { Rule } from "../../alerts/rules/index.ts";
import type { Store } from "../../store/index.ts";

const minute = 60_000;

/** Samples of one series that are looked through. */
const mostSamples = 100_000;

/** Moments in which rules are looked at; more are thinned out evenly. */
const mostTimes = 20_000;

export interface RuleTimes {
  readonly times: readonly number[];
  /** There were more moments than are looked at. */
  readonly thinned: boolean;
}

/**
 * The minutes in which a rule can say something new: after a sample came, when it leaves the window, and when `for` and
 * `keep_firing_for` run out. A tick in any other minute would see what the one before saw.
 */
export async function ruleTimes(
  store: Store,
  { project, rules, since, until }: { project: string; rules: readonly Rule[]; since: number; until: number },
): Promise<RuleTimes> {
  const times = new Set<number>();
  for (const [metric, ofMetric] of Map.groupBy(rules, (rule) => rule.metric)) {
    const delays = new Set(ofMetric.flatMap(delaysOf));
    for (const { id } of await store.metrics.series(project, { metrics: [metric] }))
      for (const { at } of await store.metrics.samples(id, { after: since, until, limit: mostSamples }))
        for (const delay of delays) times.add(Math.ceil((at + delay) / minute) * minute);
  }
  const all = [...times].filter((at) => at <= until).sort((one, other) => one - other);
  const step = Math.ceil(all.length / mostTimes);
  return step <= 1
    ? { times: all, thinned: false }
    : { times: all.filter((_, at) => at % step === 0), thinned: true };
}

function delaysOf({ settings }: Rule): number[] {
  const { window, keep_firing_for: keep = 0 } = settings;
  const wait = settings.for ?? 0;
  return [0, wait, keep, window, window + wait, window + keep].map((delay) => delay + 1);
}
