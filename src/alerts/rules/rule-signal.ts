import { toTimestamp } from "../../lib/clock.ts";
import { formatDuration } from "../../lib/duration.ts";
import { type Labels, standardLabels } from "../../model/labels.ts";
import type { Signal, SignalIdentity } from "../../model/signal.ts";
import type { Aggregate } from "./aggregate.ts";
import { writeMeasure } from "./measure.ts";
import { aggregatesOf, type Rule } from "./rule.ts";

export interface FiringInput {
  readonly labels: Labels;
  readonly value: number | null;
  /** Since when nothing was measured any more; `null` while something is. */
  readonly staleSince: number | null;
  readonly sampleAt: number | null;
  readonly at: number;
}

/** What a rule says of one series while its condition holds. */
export function firingSignal(rule: Rule, input: FiringInput): Signal {
  const { settings } = rule;
  const { labels, value, at, staleSince, sampleAt } = input;
  const threshold = rule.test.kind === "compare" ? rule.test.threshold : null;
  return {
    ...identityOf(rule, labels),
    state: "firing",
    title: titleOf(rule, labels, value),
    message: messageOf(rule, input),
    annotations: {
      ...settings.annotations,
      ...(settings.description === undefined ? {} : { description: settings.description }),
      ...(staleSince === null
        ? {}
        : { stale: `nothing measured since ${toTimestamp(sampleAt ?? staleSince)}` }),
    },
    details: {
      rule: rule.name,
      metric: rule.metric,
      condition: settings.condition ?? settings.expression ?? "",
      window_seconds: settings.window / 1000,
      stale: staleSince !== null,
      sampled_at: toTimestamp(sampleAt),
      ...(settings.repeat_interval === undefined
        ? {}
        : { repeat_interval_seconds: settings.repeat_interval / 1000 }),
    },
    recommendations: [`pitchpipe rules test ${rule.name}`],
    value,
    threshold,
    metric: rule.metric,
    ...(settings.channel === undefined ? {} : { channels: [settings.channel] }),
    runId: null,
    at,
  };
}

/** A rule that can't be computed, told once; and its end. */
export function errorSignal(
  rule: Pick<Rule, "name" | "settings">,
  {
    project,
    problem,
    at,
  }: { readonly project: string; readonly problem: string | null; readonly at: number },
): Signal {
  return {
    name: "rule_error",
    type: "system_health",
    category: "system",
    severity: "warning",
    state: problem === null ? "resolved" : "firing",
    title: `The rule ${rule.name} can't be computed: ${problem ?? ""}`.slice(0, 200),
    message:
      problem === null
        ? `The rule ${rule.name} can be computed again.`
        : `The rule ${rule.name} can't be computed: ${problem}\nUntil it can, it watches nothing.`,
    labels: standard({ project, check: `rule:${rule.name}` }),
    annotations: {},
    details: { rule: rule.name, expression: rule.settings.expression ?? "" },
    recommendations: [`pitchpipe rules test ${rule.name}`],
    value: null,
    threshold: null,
    runId: null,
    at,
  };
}

export function identityOf(rule: Rule, labels: Labels): SignalIdentity {
  const { name, settings, category } = rule;
  return {
    name,
    type: settings.type,
    category,
    severity: settings.severity,
    labels: standard({ ...labels, ...settings.labels }),
  };
}

/** The labels of what is not there: those its matchers name. */
export function absentLabels({ matchers }: Rule, project: string): Labels {
  const named = matchers.filter(({ operator }) => operator === "=").map(({ label, value }) => [label, value]);
  return { project, ...Object.fromEntries(named) };
}

function standard(labels: Labels): Labels {
  return { ...Object.fromEntries(standardLabels.map((name) => [name, ""])), ...labels };
}

/** What it is about first, then how bad: the first 80 characters are all that some channels show. */
function titleOf(rule: Rule, labels: Labels, value: number | null): string {
  const about = [labels["job"], labels["stream"], labels["plugin"], labels["check"]]
    .filter(Boolean)
    .join(" ");
  return `${about === "" ? rule.name : `${about}: ${rule.name}`}, ${finding(rule, value)}`;
}

function finding(rule: Rule, value: number | null): string {
  if (rule.test.kind === "absent") return `nothing measured of ${rule.metric} for ${windowText(rule)}`;
  const [first] = aggregatesOf(rule);
  const said = value === null ? "is not known" : `is ${writeMeasure(unitOf(rule.metric, first), value)}`;
  const what = `${first === undefined || first === "last" ? "" : `${first} of `}${rule.metric} ${said}`;
  if (rule.test.kind === "expression") return what;
  return `${what} (${rule.test.comparison} ${rule.test.written})`;
}

/** A count is a number, a rate or share has a unit of its own. */
function unitOf(metric: string, aggregate: Aggregate | undefined): string {
  if (aggregate === "count" || aggregate === "rate") return "";
  return aggregate === "change_percent" ? "_percent" : metric;
}

function messageOf(rule: Rule, { labels, value, staleSince, sampleAt }: FiringInput): string {
  const { settings } = rule;
  const stale =
    staleSince === null
      ? []
      : [`Nothing was measured since ${toTimestamp(sampleAt ?? staleSince)}: it stays until something is.`];
  const lines: (readonly [string, string | undefined])[] = [
    ["Condition", settings.condition ?? settings.expression],
    ["Window", windowText(rule)],
    ["Job", labels["job"]],
    ["Stream", labels["stream"]],
    ["Plugin", labels["plugin"]],
    ["Environment", labels["environment"]],
  ];
  return [
    ...(settings.description === undefined ? [] : [settings.description]),
    `${finding(rule, value)}.`,
    ...stale,
    "",
    ...lines.flatMap(([name, text]) => (text ? [`${name}: ${text}`] : [])),
  ].join("\n");
}

function windowText({ settings }: Rule): string {
  return formatDuration(settings.window);
}
