import { linearRegex } from "../lib/linear-regex.ts";
import type { Labels } from "../model/labels.ts";
import { type MatcherText, readMatcher } from "./matcher-syntax.ts";

/** One condition on one label, as Alertmanager writes it: `job="daily-load"`, `type=~"data_quality|freshness"`. */
export interface Matcher extends MatcherText {
  readonly matches: (labels: Labels) => boolean;
}

/**
 * Reads a matcher; answers the sentence of what is wrong where the text is none. A missing label equals an empty one;
 * regular expressions are RE2's, anchored at both ends, as in Alertmanager.
 */
export function parseMatcher(text: string): Matcher | string {
  const read = readMatcher(text);
  if (typeof read === "string") return read;
  const { label, operator, value } = read;
  const negated = operator.startsWith("!");
  const test = operator.endsWith("~") ? regexTest(value) : (found: string) => found === value;
  if (typeof test === "string") return `has a regular expression that does not compile: ${test}`;
  return { ...read, matches: (labels) => test(labels[label] ?? "") !== negated };
}

/** Whether all matchers fit; no matchers fit everything. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels));
}

/** The matchers of texts that were checked before; one that can't be read fits nothing. */
export function compileMatchers(texts: readonly string[]): readonly Matcher[] {
  return texts.map((text) => {
    const parsed = parseMatcher(text);
    return typeof parsed === "string" ? { ...fitsNothing, value: text } : parsed;
  });
}

const fitsNothing: Matcher = { label: "", operator: "=", value: "", matches: () => false };

/** Labels have few different values: what a regular expression said of the last ones is kept. */
const answersKept = 1_000;

function regexTest(source: string): ((text: string) => boolean) | string {
  const regex = linearRegex(source);
  if (typeof regex === "string") return regex;
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= answersKept) answers.clear();
    const fits = regex.fitsAll(text);
    answers.set(text, fits);
    return fits;
  };
}
