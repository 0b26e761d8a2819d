import { readMatcher } from "../alerts/settings.ts";
import { standardLabels } from "../model/labels.ts";
import type { Settings } from "./schema.ts";

/** What matches like a label, and what our own signals bring beside the standard labels. */
const ours = [
  "name",
  "type",
  "category",
  "severity",
  "host",
  "run_id",
  "resource",
  "channel",
  "endpoint",
  "rule",
];

/** Every label that a matcher may ask for: ours, those that the settings put on signals, and those that rules know of metrics. */
export function knownLabels(settings: Settings): ReadonlySet<string> {
  const jobs = Object.values(settings.jobs).map(({ labels }) => labels ?? {});
  const raised = [...settings.rules, ...settings.sla, ...Object.values(settings.health)].map(
    ({ labels }) => labels,
  );
  const set = [settings.labels, ...jobs, ...raised].flatMap(Object.keys);
  return new Set([...standardLabels, ...ours, ...set, ...measured(settings)]);
}

/** The labels of metrics that rules look at: their alerts have them. */
function measured({ rules }: Settings): string[] {
  return rules
    .flatMap(({ matchers }) => matchers.map(readMatcher))
    .flatMap((read) => (typeof read === "string" ? [] : [read.label]));
}
