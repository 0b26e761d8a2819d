import { type RuleSettings, ruleSettings } from "./settings.ts";

/**
 * Rules that hold without being written. Few, quiet on a healthy pipeline, and none that says what another alert says
 * already: a failed run and a channel that refuses are told by themselves.
 */
export const defaultRules: readonly RuleSettings[] = [
  ruleSettings.parse({
    name: "failures_in_a_row",
    description: "The job has failed again and again; it does not mend itself.",
    metric: "run_failures_in_a_row",
    condition: "last >= 3",
    window: "30d",
    severity: "error",
    type: "custom",
  }),
  ruleSettings.parse({
    name: "outbox_stuck",
    description: "Notifications wait and are not delivered: a channel is down, or nothing delivers.",
    metric: "outbox_oldest_seconds",
    condition: "last > 30m",
    window: "10m",
    for: "10m",
    severity: "error",
    type: "system_health",
  }),
];
