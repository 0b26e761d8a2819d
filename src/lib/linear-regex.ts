import { RE2JS, RE2JSException } from "re2js";

/** A regular expression of RE2's syntax: no text can make it hang. */
export interface LinearRegex {
  /** Whether it fits the whole text, from its first character to its last. */
  fitsAll(text: string): boolean;
}

/** Compiles a regular expression whose dot also fits a newline; answers what is wrong where it can't. */
export function linearRegex(source: string): LinearRegex | string {
  try {
    const compiled = RE2JS.compile(source, RE2JS.DOTALL);
    return { fitsAll: (text) => compiled.testExact(text) };
  } catch (thrown) {
    if (thrown instanceof RE2JSException) return whyNot(thrown);
    throw thrown;
  }
}

/** What is wrong, without the flag that we set and people didn't write. */
function whyNot({ message }: RE2JSException): string {
  return message.replace("error parsing regexp: ", "").replace("`(?s)", "`");
}
