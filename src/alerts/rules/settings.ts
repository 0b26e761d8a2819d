import { z } from "zod";
import { duration, labelMap } from "../../lib/setting-types.ts";
import { severities } from "../../model/severity.ts";
import { alertCategories, alertTypes } from "../../model/signal.ts";
import { matcherList } from "../matcher-settings.ts";
import { aggregates, namedIn, needOf } from "./aggregate.ts";
import { parseCondition } from "./condition.ts";

/** Single samples are kept so long; only totals (hour by hour) are known of what is older. */
export const samplesKeptMs = 7 * 86_400_000;
const longestWindowMs = 90 * 86_400_000;

const conditionText = z.string().superRefine((text, context) => {
  const parsed = parseCondition(text);
  if (typeof parsed === "string") context.addIssue({ code: "custom", message: parsed });
});

const window = duration
  .refine((ms) => ms >= 1_000, { error: "must be at least 1s" })
  .refine((ms) => ms <= longestWindowMs, { error: "must be at most 90d: so long are measurements kept" });

const eventFree = alertTypes.filter((type) => type !== "pipeline_start" && type !== "pipeline_success");

/** One rule as it stands in the file. */
export const ruleSettings = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z_][\w.-]*$/, { error: "must be a name of letters, digits, _ . and -" })
      .max(100)
      .meta({ description: "What the rule is called, and its alert." }),
    metric: z
      .string()
      .regex(/^[A-Za-z_:][\w:.]*$/, { error: "must be a metric's name: letters, digits, _ : and ." })
      .optional()
      .meta({ description: "The metric it looks at; docs/rules.md lists those that are measured." }),
    matchers: matcherList.default([]).meta({
      description: 'Which series of it, such as `job="daily-load"`; one alert for each that fits.',
      literal: true,
    }),
    condition: conditionText.optional().meta({
      literal: true,
      description:
        "When it fires: `last`, `avg`, `min`, `max`, `sum`, `count`, `rate`, `delta`, `change_percent`, `p50`, `p90`, `p95` or `p99`, a comparison and a number with or without unit; or `absent`.",
    }),
    expression: z.string().max(2_000).optional().meta({
      literal: true,
      description: "Instead of a condition: CEL over the same values and `labels`, true where it fires.",
    }),
    window: window.prefault("1h").meta({ description: "How far back it looks." }),
    for: duration.prefault("0s").meta({ description: "How long it must hold before it fires." }),
    keep_firing_for: duration
      .prefault("0s")
      .meta({ description: "How long it must have stopped before that is told." }),
    every: duration.optional().meta({
      description: "How often it is looked at.",
      defaultText: "each tick",
    }),
    enabled: z.boolean().default(true).meta({ description: "Whether it is looked at." }),
    description: z.string().max(2_000).optional().meta({ description: "What it means, for the message." }),
    channel: z
      .string()
      .min(1)
      .optional()
      .meta({ description: "The channel that is told instead of those the routes name." }),
    repeat_interval: duration
      .optional()
      .meta({ description: "How long until it is told again; its route says it where this is not set." }),
    severity: z.enum(severities).default("warning").meta({ description: "How bad it is." }),
    type: z.enum(eventFree).default("custom").meta({ description: "The type of its alert." }),
    category: z.enum(alertCategories).optional().meta({
      description: "The category of its alert.",
      defaultText: "by its type",
    }),
    labels: labelMap.default({}).meta({ description: "Labels on its alert, beside the series' own." }),
    annotations: z
      .record(z.string().min(1), z.string().max(2_000))
      .default({})
      .meta({ description: "Texts for people; `runbook` is the page that helps.", literal: true }),
    mode: z
      .enum(["shadow"])
      .optional()
      .meta({ description: "`shadow`: looked at and shown in `rules list`, never told." }),
  })
  .superRefine((rule, context) => {
    for (const { path, message } of contradictionsOf(rule))
      context.addIssue({ code: "custom", path, message });
  })
  .meta({ whole: true, description: "A condition over a metric that raises an alert." });

/** What an expression may name, beside `labels`; it is checked where the file is, not where a mapper reads it. */
export const expressionVariables = { numbers: aggregates, maps: ["labels"] } as const;

export type RuleSettings = z.output<typeof ruleSettings>;

/** `rules:`, each by a name of its own. */
export const rulesSettings = z
  .array(ruleSettings)
  .superRefine((rules, context) => {
    for (const [at, { name }] of rules.entries()) {
      const first = rules.findIndex((rule) => rule.name === name);
      if (first < at)
        context.addIssue({
          code: "custom",
          path: [at, "name"],
          message: `is ${JSON.stringify(name)}, as that of rules[${first}]; each rule needs its own`,
        });
    }
  })
  .meta({ description: "Conditions over metrics that raise alerts." });

interface Contradiction {
  readonly path: string[];
  readonly message: string;
}

/** What is wrong between the keys of one rule. A rule that is only switched off needs no more than its name. */
function contradictionsOf(rule: {
  readonly metric?: string | undefined;
  readonly condition?: string | undefined;
  readonly expression?: string | undefined;
  readonly window: number;
  readonly enabled: boolean;
}): Contradiction[] {
  const { metric, condition, expression, enabled } = rule;
  if (!enabled && metric === undefined && condition === undefined && expression === undefined) return [];
  if (metric === undefined)
    return [{ path: ["metric"], message: "must be given: the metric the rule looks at" }];
  if (condition === undefined && expression === undefined)
    return [{ path: ["condition"], message: 'must be given, such as "last > 30m" (or expression)' }];
  if (condition !== undefined && expression !== undefined)
    return [{ path: ["expression"], message: "stands beside condition; a rule has one of them" }];
  return tooWide(rule);
}

/** Of what is older than single samples are kept, only totals are known. */
function tooWide({ condition, expression, window }: Parameters<typeof contradictionsOf>[0]): Contradiction[] {
  if (window <= samplesKeptMs) return [];
  const parsed = condition === undefined ? null : parseCondition(condition);
  const used = [
    ...(parsed !== null && typeof parsed === "object" && parsed.kind === "compare" ? [parsed.aggregate] : []),
    ...(expression === undefined ? [] : namedIn(expression)),
  ];
  const fine = used.find((name) => ["first", "percentiles"].includes(needOf(name) ?? ""));
  return fine === undefined
    ? []
    : [{ path: ["window"], message: `must be at most 7d for ${fine}: single samples are kept no longer` }];
}
