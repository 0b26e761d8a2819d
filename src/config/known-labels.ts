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

/** Every label that a matcher may ask for: ours, and those that the settings put on signals. */
export function knownLabels(settings: Settings): ReadonlySet<string> {
  const jobs = Object.values(settings.jobs).map(({ labels }) => labels ?? {});
  const raised = [...settings.rules, ...settings.sla].map(({ labels }) => labels);
  return new Set([...standardLabels, ...ours, ...[settings.labels, ...jobs, ...raised].flatMap(Object.keys)]);
}
