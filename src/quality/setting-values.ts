import { z } from "zod";
import type { Json } from "../lib/canonical-json.ts";
import { compareDecimals, type Decimal, parseDecimal } from "./exact/decimal.ts";

/**
 * A number in a configuration with all its digits. Where a double would lose some, whoever reads the file gives
 * `{$number: "its text"}` instead of a number.
 */
export interface ExactNumber {
  readonly text: string;
  readonly value: number;
  readonly exact: Decimal;
  /** How the number that the double alone tells stands to the exact one: -1, 0 or 1, like a comparator. */
  readonly doubleAgainstExact: -1 | 0 | 1;
}

/** A number of a configuration, whichever way it is written there; `null` for anything else. */
export function exactNumberOf(written: unknown): ExactNumber | null {
  const text = textOf(written);
  const exact = text === null ? null : parseDecimal(text);
  if (text === null || exact === null) return null;
  const value = Number(text);
  const told = Number.isFinite(value) ? parseDecimal(String(value)) : null;
  return { text, value, exact, doubleAgainstExact: told === null ? 0 : compareDecimals(told, exact) };
}

function textOf(written: unknown): string | null {
  if (typeof written === "number") return Number.isFinite(written) ? String(written) : null;
  if (typeof written !== "object" || written === null || !("$number" in written)) return null;
  return typeof written.$number === "string" ? written.$number : null;
}

/** A number without loss, as a setting. */
export const exactNumber = z
  .transform(exactNumberOf)
  .pipe(z.custom<ExactNumber>((value) => value !== null, { error: "must be a number" }))
  .meta({ expects: "a number" });

/** A value that may stand in a record: a text, a number without loss, true, false or null. */
export type SettingScalar = string | boolean | null | ExactNumber;

export const scalarValue = z
  .transform((written: unknown): SettingScalar | undefined => {
    if (typeof written === "string" || typeof written === "boolean" || written === null) return written;
    return exactNumberOf(written) ?? undefined;
  })
  .pipe(
    z.custom<SettingScalar>((value) => value !== undefined, {
      error: "must be a text, a number, true, false or null",
    }),
  )
  .meta({ expects: "a text, a number, true, false or null" });

/** A path to a field. */
export const fieldPath = z
  .string()
  .min(1)
  .meta({ expects: "the name of a field, or a path such as lines[].price" });

/** One field or several; none means the stream's key properties. */
export const fieldPaths = z
  .preprocess((written) => {
    if (typeof written === "string") return [written];
    return isEmptyMap(written) ? [] : written;
  }, z.array(fieldPath))
  .meta({ expects: "a list of fields; an empty one means the stream's key properties" });

/** What is written in place of settings where there are none to give: `{}`. */
export const noSettings = z.strictObject({}).meta({ expects: "{}" });

function isEmptyMap(written: unknown): boolean {
  return (
    typeof written === "object" && written !== null && Object.keys(written as Json & object).length === 0
  );
}
