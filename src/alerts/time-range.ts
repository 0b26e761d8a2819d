/** Days as Alertmanager counts them: Sunday is 0. */
export const dayNames = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

export const monthNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;

interface RangeKind {
  readonly kind: "weekdays" | "days" | "months" | "years";
  readonly names: readonly string[];
  readonly least: number;
  readonly most: number;
}

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Reads `monday`, `monday:friday`, `-3:-1`, `january:3`; `null` where that is no range of the kind. */
export function parseRange(text: string, kind: RangeKind): Range | null {
  const [first, last, more] = text.split(":");
  const from = numberOf(first ?? "", kind);
  const to = last === undefined ? from : numberOf(last, kind);
  if (from === null || to === null || more !== undefined) return null;
  // Counted from the end of a month against from its start, the order depends on the month.
  const comparable = kind.kind !== "days" || from < 0 === to < 0;
  if (comparable ? from > to : from < 0 && to > 0) return null;
  return { from, to };
}

function numberOf(text: string, { kind, names, least, most }: RangeKind): number | null {
  const word = text.trim().toLowerCase();
  const named = names.indexOf(word);
  if (named >= 0) return named + (kind === "months" ? 1 : 0);
  // A weekday has no number in Alertmanager's files.
  if (kind === "weekdays" || !/^-?\d+$/.test(word)) return null;
  const number = Number(word);
  return number < least || number > most || (kind === "days" && number === 0) ? null : number;
}
