import { type Suggestion, suggest } from "../../alerts/rules/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";

const mostSamples = 10_000;

/** Proposes a rule for each series of a metric, from what is stored of it. Raises `NOT_FOUND` where nothing is. */
export async function suggestRules(
  project: OpenedProject,
  store: Store,
  metric: string,
): Promise<Suggestion[]> {
  const name = project.project.name;
  const series = await store.metrics.series(name, { metrics: [metric] });
  if (series.length === 0) throw await neverMeasured(store, name, metric);
  const suggestions: Suggestion[] = [];
  for (const { id, labels } of series) {
    const range = { after: 0, until: project.clock.now(), limit: mostSamples };
    const proposed = suggest(metric, labels, await store.metrics.samples(id, range));
    if (proposed !== null) suggestions.push(proposed);
  }
  return suggestions;
}

async function neverMeasured(store: Store, project: string, metric: string): Promise<UsageError> {
  const known = [...new Set((await store.metrics.series(project)).map((one) => one.metric))];
  const meant = nearest(metric, known);
  const there = known.length === 0 ? "Nothing was measured yet." : `Measured are: ${known.join(", ")}.`;
  return new UsageError({
    code: "NOT_FOUND",
    what: `Nothing called ${metric} was measured.`,
    whatToDo: meant === null ? there : `Did you mean ${meant}?`,
  });
}

export function suggestionDocument(one: Suggestion): { readonly [key: string]: Json } {
  return {
    metric: one.metric,
    labels: { ...one.labels },
    samples: one.samples,
    p95: one.p95,
    threshold: one.threshold,
    would_have_fired: one.wouldHaveFired,
  };
}

/** The proposal as it may stand under `rules:`. */
export function suggestionYaml(suggestions: readonly Suggestion[]): string {
  return ["rules:", ...suggestions.flatMap(lines)].join("\n").concat("\n");
}

function lines({ metric, labels, samples, threshold, p95, wouldHaveFired }: Suggestion): string[] {
  const named = Object.entries(labels).filter(([label]) => label !== "project" && label !== "environment");
  const about = named.map(([, value]) => value.replaceAll(/\W+/g, "_")).join("_");
  const matchers = named.map(([label, value]) => JSON.stringify(`${label}=${JSON.stringify(value)}`));
  const times = wouldHaveFired === 1 ? "once" : `${wouldHaveFired} times`;
  return [
    `  # P95 of ${samples} samples is ${Number(p95.toPrecision(4))}, and 20 % more; it would have fired ${times}`,
    `  - name: ${[metric, about].filter(Boolean).join("_").slice(0, 100)}`,
    `    metric: ${metric}`,
    `    matchers: [${matchers.map((text) => `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "''")}'`).join(", ")}]`,
    `    condition: "last > ${threshold}"`,
    "    window: 1d",
  ];
}
