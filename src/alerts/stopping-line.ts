import type { Alert } from "../model/alert.ts";
import { writeMatcher } from "./matcher-syntax.ts";

/** A line for `pitchpipe.yml`, and what it does. */
export interface StoppingLine {
  readonly line: string;
  readonly effect: string;
}

/** What in the settings would have kept a false alarm from being told: by what raised it, else by a route. */
export function stoppingLine(alert: Alert): StoppingLine {
  if (typeof alert.details["rule"] === "string") return ruleLine(alert);
  return byType[alert.type]?.(alert) ?? routeLine(alert);
}

const byType: Partial<Readonly<Record<Alert["type"], (alert: Alert) => StoppingLine | null>>> = {
  pipeline_failure: () => ({
    line: "run: {alert_after_failures: 2}",
    effect: "a failure is told only when the next run fails too",
  }),
  pipeline_stalled: ({ labels }) => ({
    line: `jobs: {${key(labels["job"])}: {stall_after: 30m}}`,
    effect: "a job may stand still for longer before it is told",
  }),
  pipeline_missed: ({ labels }) => slaLine(labels["job"]),
  sla_breach: ({ labels }) => slaLine(labels["job"]),
  data_quality: checkLine,
  schema_change: checkLine,
  freshness: checkLine,
  volume_anomaly: (alert) =>
    checkLine(alert) ?? { line: "run: {zero_records: ok}", effect: "a run without records is not told" },
};

function slaLine(job: string | undefined): StoppingLine {
  return {
    line: `sla: [{job: ${key(job)}, grace: 1h}]`,
    effect: "it is told only that much later; `job` and its time stay as they are in your entry",
  };
}

function checkLine({ labels }: Alert): StoppingLine | null {
  const { stream, check } = labels;
  if (!stream || !check) return null;
  return {
    line: `streams: {${key(stream)}: {checks: [{${key(check)}: …, mode: shadow}]}}`,
    effect: "the check is recorded, but never told and never acts; its own settings stay as they are",
  };
}

/** Beyond what was measured, with a fifth to spare; a rule without a measured value is switched off. */
function ruleLine({ name, value, threshold, details }: Alert): StoppingLine {
  if (value === null || threshold === null)
    return { line: `rules: [{name: ${key(name)}, enabled: false}]`, effect: "the rule is switched off" };
  const above = value >= threshold;
  const limit = Number((value * (value >= 0 === above ? 1.2 : 0.8)).toPrecision(3));
  const aggregate = /^([a-z]\w*)\s*[<>]/.exec(String(details["condition"] ?? ""))?.[1] ?? "last";
  return {
    line: `rules: [{name: ${key(name)}, condition: "${aggregate} ${above ? ">" : "<"} ${limit}"}]`,
    effect: `${value} would not have been enough; the rule's other keys stay as they are`,
  };
}

function routeLine({ name, labels }: Alert): StoppingLine {
  const passing = ["project", "environment", "severity", "run_id", "host"];
  const told = Object.entries(labels).filter(([label, value]) => value !== "" && !passing.includes(label));
  const matchers = [["name", name] as const, ...told].map(([label, value]) =>
    writeMatcher({ label, operator: "=", value }),
  );
  const quoted = matchers.map((matcher) => `'${matcher.replaceAll("'", "''")}'`).join(", ");
  return {
    line: `route: {routes: [{matchers: [${quoted}], min_severity: critical}]}`,
    effect: "what fits is told only when it is critical; it is stored and shown all the same",
  };
}

/** A word as YAML takes it. */
function key(word: string | undefined): string {
  const text = word ?? "";
  return /^[A-Za-z_][\w-]*$/.test(text) ? text : JSON.stringify(text);
}
