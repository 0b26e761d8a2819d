import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";

/** The value of an option that takes one of a few words. Raises `USAGE` for any other. */
export function oneOf<Word extends string>(option: string, words: readonly Word[], text: string): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const meant = nearest(text, words);
  throw new UsageError({
    code: "USAGE",
    what: `${option} does not take ${text}.`,
    whatToDo: `${meant === null ? "" : `Did you mean ${meant}? `}Take one of: ${words.join(", ")}.`,
  });
}
