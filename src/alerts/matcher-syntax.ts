export type MatcherOperator = "=" | "!=" | "=~" | "!~";

/** A condition on one label as it is written, such as `job="daily-load"`. */
export interface MatcherText {
  readonly label: string;
  readonly operator: MatcherOperator;
  readonly value: string;
}

const matcherPattern = /^\s*([\p{L}_][\p{L}\p{N}_.:-]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/su;

/** Reads a matcher as text; answers the sentence of what is wrong where it is none. Regular expressions are not read. */
export function readMatcher(text: string): MatcherText | string {
  const [, label, operator, rawValue] = matcherPattern.exec(text) ?? [];
  if (label === undefined || operator === undefined || rawValue === undefined)
    return 'must look like label="value", with = != =~ or !~';
  const value = unquote(rawValue);
  if (value === null) return "has a quoted value that does not end, or text after it";
  return { label, operator: operator as MatcherOperator, value };
}

/** Whether a matcher can ask for a label of this name. */
export function isLabelName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.:-]*$/u.test(name);
}

/** The text that reads as this matcher. */
export function writeMatcher({ label, operator, value }: MatcherText): string {
  return `${label}${operator}"${value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}

function unquote(text: string): string | null {
  if (!text.startsWith('"')) return text.includes('"') ? null : text;
  const body = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  return body === undefined ? null : body.replace(/\\([\\"n])/g, (_, char) => (char === "n" ? "\n" : char));
}
