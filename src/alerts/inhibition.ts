import type { Inhibitor } from "../model/alerting.ts";
import type { Labels } from "../model/labels.ts";
import { compileMatchers, type Matcher, matchesAll } from "./matcher.ts";
import type { InhibitRules } from "./muting-settings.ts";

export interface InhibitRule {
  readonly name: string;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

export function inhibitRules(settings: InhibitRules): readonly InhibitRule[] {
  return settings.map(({ name, source_matchers, target_matchers, equal }, at) => ({
    name: name ?? `inhibit_rules[${at}]`,
    source: compileMatchers(source_matchers),
    target: compileMatchers(target_matchers),
    equal,
  }));
}

/** Under which rules and values an open alert keeps others quiet. */
export function inhibits(rules: readonly InhibitRule[], labels: Labels): Omit<Inhibitor, "alertId">[] {
  return rules
    .filter(({ source }) => matchesAll(source, labels))
    .map((rule) => ({
      rule: matchesAll(rule.target, labels) ? bothSides(rule.name) : rule.name,
      equalKey: equalKey(rule, labels),
    }));
}

/**
 * Under which rules and values an alert can be kept quiet. As in Alertmanager, one that is on both sides of a rule is
 * not kept quiet by others that are.
 */
export function inhibitedBy(rules: readonly InhibitRule[], labels: Labels): Omit<Inhibitor, "alertId">[] {
  return rules
    .filter(({ target }) => matchesAll(target, labels))
    .flatMap((rule) => {
      const key = equalKey(rule, labels);
      const one = { rule: rule.name, equalKey: key };
      return matchesAll(rule.source, labels) ? [one] : [one, { rule: bothSides(rule.name), equalKey: key }];
    });
}

/** The rule's own name, also where its source is on both sides. */
export function ruleName(rule: string): string {
  return rule.endsWith(bothMark) ? rule.slice(0, -bothMark.length) : rule;
}

const bothMark = " (both sides)";

function bothSides(name: string): string {
  return `${name}${bothMark}`;
}

/** The values that must be equal; a missing label equals an empty one. */
function equalKey({ equal }: InhibitRule, labels: Labels): string {
  return JSON.stringify(equal.map((label) => labels[label] ?? ""));
}
