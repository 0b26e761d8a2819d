import type { BaselinePoint } from "./point.ts";
import { median } from "./robust.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const hoursOfWeek = 168;
const weekMs = 7 * dayMs;
/** Runs that come more often than this have an hour of the day. */
const dailyGapMs = 20 * hourMs;

/** Which weekday and hour a time has where the people are. */
export type LocalTime = (at: number) => { readonly weekday: number; readonly hour: number };

/** The points of the same weekday (about the same hour of it, for runs more often than daily), oldest first. */
export interface Season {
  readonly points: readonly BaselinePoint[];
  /** Such a time never came, and could not have come: a first Saturday says nothing yet of Saturdays. */
  readonly isUnseen: boolean;
}

export function seasonOf(points: readonly BaselinePoint[], at: number, localTime: LocalTime): Season {
  const now = localTime(at);
  const byHour = isFrequent(points);
  const same = points.filter((point) => {
    const then = localTime(point.at);
    return byHour
      ? hoursApart(then.weekday * 24 + then.hour, now.weekday * 24 + now.hour) <= 1
      : then.weekday === now.weekday;
  });
  const first = points[0]?.at ?? at;
  return { points: same, isUnseen: same.length === 0 && at - first < weekMs };
}

export function isFrequent(points: readonly BaselinePoint[]): boolean {
  const gaps = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at));
  return gaps.length > 0 && median(gaps) < dailyGapMs;
}

function hoursApart(a: number, b: number): number {
  const apart = Math.abs(a - b);
  return Math.min(apart, hoursOfWeek - apart);
}

/** Whether the points reach over a day, so that a night is among them. */
export function spansDay(points: readonly BaselinePoint[], at: number): boolean {
  return at - (points[0]?.at ?? at) >= dailyGapMs;
}
