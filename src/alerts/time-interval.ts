import { DateTime } from "luxon";
import type { IntervalPart, TimeIntervalSettings } from "./time-interval-settings.ts";
import { dayNames, monthNames, parseRange, type Range } from "./time-range.ts";

/** A named stretch of time, on or off at any moment. */
export interface TimeInterval {
  readonly name: string;
  readonly isOn: (at: number) => boolean;
  /** Moments up to a year ahead at which it may change, in order. */
  readonly edges: (after: number) => Iterable<number>;
}

/** The interval that settings describe; `zone` is whose clock counts where a part names no location. */
export function timeInterval({ name, time_intervals }: TimeIntervalSettings, zone: string): TimeInterval {
  const parts = time_intervals.map((part) => compilePart(part, zone));
  return {
    name,
    isOn: (at) => parts.some((part) => part.isOn(at)),
    edges: (after) => merged(parts.map((part) => part.edges(after))),
  };
}

/** When something that is decided by these intervals is next not what it is now; `null` where not within a year. */
export function nextChange(
  intervals: readonly TimeInterval[],
  state: (at: number) => boolean,
  now: number,
): number | null {
  const present = state(now);
  for (const edge of merged(intervals.map((interval) => interval.edges(now))))
    if (state(edge) !== present) return edge;
  return null;
}

type Part = Omit<TimeInterval, "name">;

function compilePart(part: IntervalPart, zone: string): Part {
  const own = part.location ?? zone;
  const times = part.times.map(({ start_time, end_time }) => ({
    from: minuteOf(start_time),
    to: minuteOf(end_time),
  }));
  const weekdays = ranges(part.weekdays, { kind: "weekdays", names: dayNames, least: 0, most: 6 });
  const days = ranges(part.days_of_month, { kind: "days", names: [], least: -31, most: 31 });
  const months = ranges(part.months, { kind: "months", names: monthNames, least: 1, most: 12 });
  const years = ranges(part.years, { kind: "years", names: [], least: 0, most: 9999 });
  const isOn = (at: number): boolean => {
    const local = DateTime.fromMillis(at, { zone: own });
    const minute = local.hour * 60 + local.minute;
    return (
      (times.length === 0 || times.some(({ from, to }) => minute >= from && minute < to)) &&
      fits(weekdays, local.weekday % 7) &&
      fitsDay(days, local.day, local.daysInMonth ?? 31) &&
      fits(months, local.month) &&
      fits(years, local.year)
    );
  };
  const minutes = [...new Set([0, ...times.flatMap(({ from, to }) => [from, to % 1440])])].sort(
    (a, b) => a - b,
  );
  return { isOn, edges: (after) => edgesOf(after, own, minutes) };
}

const daysAhead = 367;

/**
 * The moments at which a local clock shows one of these minutes, and those at which it is put forward or back, since
 * then it may pass over one of them.
 */
function* edgesOf(after: number, zone: string, minutes: readonly number[]): Generator<number> {
  const first = DateTime.fromMillis(after, { zone }).startOf("day");
  for (let ahead = 0; ahead <= daysAhead; ahead += 1) {
    const day = first.plus({ days: ahead });
    const next = day.plus({ days: 1 });
    const moments = new Set<number>();
    for (const minute of minutes)
      for (const offset of [day.offset, next.offset])
        moments.add(Date.UTC(day.year, day.month - 1, day.day, 0, minute) - offset * 60_000);
    if (day.offset !== next.offset) moments.add(transition(day.toMillis(), next.toMillis(), zone));
    yield* [...moments].filter((at) => at > after).sort((a, b) => a - b);
  }
}

/** When the clock of a zone is put forward or back between two times. */
function transition(from: number, to: number, zone: string): number {
  const offsetAt = (at: number): number => DateTime.fromMillis(at, { zone }).offset;
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Sorted streams of times as one. */
function* merged(streams: readonly Iterable<number>[]): Generator<number> {
  const heads = streams.map((stream) => stream[Symbol.iterator]());
  const next = heads.map((head) => head.next());
  for (;;) {
    let least = -1;
    for (const [at, entry] of next.entries())
      if (!entry.done && (least < 0 || entry.value < (next[least]?.value ?? 0))) least = at;
    const [head, entry] = [heads[least], next[least]];
    if (head === undefined || entry === undefined || entry.done) return;
    yield entry.value;
    next[least] = head.next();
  }
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function ranges(texts: readonly string[], kind: Parameters<typeof parseRange>[1]): readonly Range[] {
  return texts.flatMap((text) => parseRange(text, kind) ?? []);
}

function fits(allowed: readonly Range[], value: number): boolean {
  return allowed.length === 0 || allowed.some(({ from, to }) => value >= from && value <= to);
}

/** Days below 0 count from the month's end; a day that this month does not have is none of its days. */
function fitsDay(allowed: readonly Range[], day: number, daysInMonth: number): boolean {
  const real = (value: number): number => (value < 0 ? daysInMonth + 1 + value : value);
  return allowed.length === 0 || allowed.some(({ from, to }) => day >= real(from) && day <= real(to));
}
