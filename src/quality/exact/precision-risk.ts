import { canonicalDecimal, parseDecimal } from "./decimal.ts";

/** Why a reader that uses doubles would get another number; `null` where it would not. */
export type PrecisionRisk = "not a number" | "integer beyond 2^53" | "more digits than a double keeps";

/** Judges a number by its text. Only what changes counts: `0.1` and `0.30000000000000004` come back as they were. */
export function precisionRisk(written: string): PrecisionRisk | null {
  if (/[NI]/.test(written)) return "not a number";
  const exact = parseDecimal(written);
  if (exact === null) return "more digits than a double keeps";
  const value = Number(written);
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && exact.exponent >= 0)
    return "integer beyond 2^53";
  const kept = parseDecimal(String(value));
  const same = kept !== null && canonicalDecimal(kept) === canonicalDecimal(exact);
  return same ? null : "more digits than a double keeps";
}
