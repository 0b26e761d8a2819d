import type { AlertCategory, AlertType } from "../../model/signal.ts";
import { type Matcher, parseMatcher } from "../matcher.ts";
import { type Aggregate, type Need, needOf } from "./aggregate.ts";
import { type Condition, parseCondition } from "./condition.ts";
import { type Expression, parseExpression } from "./expression.ts";
import type { RuleSettings } from "./settings.ts";

/** Where a rule comes from. */
export type RuleSource = "file" | "stored" | "default";

/** A rule ready to be asked. */
export interface Rule {
  readonly name: string;
  readonly source: RuleSource;
  readonly settings: RuleSettings;
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  readonly test: Condition | { readonly kind: "expression"; readonly expression: Expression };
  readonly category: AlertCategory;
  readonly shadow: boolean;
}

/**
 * Makes a rule of its settings; `null` for one that only says that it is switched off, or that holds a matcher or test that
 * can't be read: without it the rule would look at more than was meant.
 */
export function ruleOf(settings: RuleSettings, source: RuleSource): Rule | null {
  const test = testOf(settings);
  const matchers = settings.matchers.map(parseMatcher);
  const readable = matchers.filter((matcher) => typeof matcher !== "string");
  if (settings.metric === undefined || test === null || readable.length < matchers.length) return null;
  return {
    name: settings.name,
    source,
    settings,
    metric: settings.metric,
    matchers: readable,
    test,
    category: settings.category ?? categories[settings.type] ?? "application",
    shadow: settings.mode === "shadow",
  };
}

/** The aggregates a rule asks its window for. */
export function aggregatesOf({ test }: Rule): readonly Aggregate[] {
  if (test.kind === "absent") return [];
  return test.kind === "compare" ? [test.aggregate] : test.expression.uses;
}

/** What must be read for a rule, beside the newest sample of each series. */
export function needsOf(rule: Rule): ReadonlySet<Need> {
  return new Set(aggregatesOf(rule).flatMap((name) => needOf(name) ?? []));
}

function testOf({ condition, expression }: RuleSettings): Rule["test"] | null {
  if (condition !== undefined) {
    const parsed = parseCondition(condition);
    return typeof parsed === "string" ? null : parsed;
  }
  const parsed = expression === undefined ? "" : parseExpression(expression);
  return typeof parsed === "string" ? null : { kind: "expression", expression: parsed };
}

const categories: Readonly<Partial<Record<AlertType, AlertCategory>>> = {
  performance: "performance",
  pipeline_stalled: "performance",
  connection_error: "availability",
  security: "security",
  system_health: "system",
};
