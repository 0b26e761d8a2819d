import { UsageError } from "../../lib/errors.ts";

/** The whole number above 0 that an option was given. Raises `USAGE` for anything else. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError({ code: "USAGE", what: `${option} takes a whole number above 0, not ${text}.` });
}
