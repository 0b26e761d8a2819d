import type { AcceptedLevel, BaselinePoint } from "./point.ts";
import { median } from "./robust.ts";
import { leastSpread, type Scale, toScale } from "./scale.ts";

/** So many unusual runs in a row that agree with one another are the new level. */
export const runsOfNewLevel = 5;

/** The points that say what is usual now, oldest first. */
export interface Level {
  readonly points: readonly BaselinePoint[];
  /** All points since the level began, told ones too. */
  readonly all: readonly BaselinePoint[];
  /** Who said that this is the level: nobody had to, a person, or the data by staying there. */
  readonly begun: "always" | "accepted" | "lasting";
}

/**
 * Leaves out what was told as unusual. A level begins anew where a person accepted one, or where five told runs in a row
 * agreed. A stream that stays empty never becomes usual by itself.
 */
export function levelOf(
  history: readonly BaselinePoint[],
  accepted: AcceptedLevel | null,
  scale: Scale,
): Level {
  const since = accepted === null ? history : history.filter(({ at }) => at >= accepted.from);
  const lasting = startOfLastingLevel(since, scale);
  if (lasting !== null)
    return { ...from(since, lasting.start, lasting.start + lasting.count), begun: "lasting" };
  if (accepted === null) return { ...from(since, 0, 0), begun: "always" };
  return { ...from(since, 0, 1), begun: "accepted" };
}

/** All points from `start`; those before `trusted` count although they were told. */
function from(history: readonly BaselinePoint[], start: number, trusted: number): Omit<Level, "begun"> {
  const all = history.slice(start);
  return { all, points: all.filter(({ flagged }, index) => !flagged || index + start < trusted) };
}

/** The last five told runs in a row that agree, and as many before them as agree with those too. */
function startOfLastingLevel(
  history: readonly BaselinePoint[],
  scale: Scale,
): { readonly start: number; readonly count: number } | null {
  const isStreak = (start: number, end: number): boolean => {
    const streak = history.slice(start, end);
    return streak.every(({ flagged }) => flagged) && agree(streak, scale);
  };
  for (let end = history.length; end >= runsOfNewLevel; end--) {
    let start = end - runsOfNewLevel;
    if (!isStreak(start, end)) continue;
    while (start > 0 && isStreak(start - 1, end)) start--;
    return { start, count: end - start };
  }
  return null;
}

/** Within three spreads of a tenth, however much they scatter: values all over the place are no level. */
function agree(streak: readonly BaselinePoint[], scale: Scale): boolean {
  const values = streak.map(({ value }) => toScale(value, scale));
  const center = median(values);
  if (scale === "count" && center === 0) return false;
  return values.every((value) => Math.abs(value - center) <= 3 * leastSpread(center, scale));
}
