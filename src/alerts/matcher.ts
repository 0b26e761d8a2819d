import type { Labels } from "../model/labels.ts";

/** One condition on one label, as Alertmanager writes it: `job="daily-load"`, `type=~"data_quality|freshness"`. */
export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
  readonly matches: (labels: Labels) => boolean;
}

const matcherPattern = /^\s*([\p{L}_][\p{L}\p{N}_.:-]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/su;

/**
 * Reads a matcher; answers the sentence of what is wrong where the text is none. A missing label equals an empty one;
 * regular expressions are anchored at both ends, as in Alertmanager.
 */
export function parseMatcher(text: string): Matcher | string {
  const [, label, operator, rawValue] = matcherPattern.exec(text) ?? [];
  if (label === undefined || operator === undefined || rawValue === undefined)
    return 'must look like label="value", with = != =~ or !~';
  const value = unquote(rawValue);
  if (value === null) return "has a quoted value that does not end, or text after it";
  return build(label, operator as Matcher["operator"], value);
}

/** Whether all matchers fit; no matchers fit everything. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels));
}

function build(label: string, operator: Matcher["operator"], value: string): Matcher | string {
  const negated = operator.startsWith("!");
  const test = operator.endsWith("~") ? regexTest(value) : (text: string) => text === value;
  if (test === null) return `has a regular expression that does not compile: ${value}`;
  return { label, operator, value, matches: (labels) => test(labels[label] ?? "") !== negated };
}

function regexTest(source: string): ((text: string) => boolean) | null {
  try {
    const regex = new RegExp(`^(?:${source})$`, "su");
    return (text) => regex.test(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function unquote(text: string): string | null {
  if (!text.startsWith('"')) return text.includes('"') ? null : text;
  const body = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  return body === undefined ? null : body.replace(/\\([\\"n])/g, (_, char) => (char === "n" ? "\n" : char));
}
