import { type Band, type BandRule, bandOf, isWithin } from "./band.ts";
import { type Level, levelOf } from "./level.ts";
import type { AcceptedLevel, BaselinePoint } from "./point.ts";
import type { Scale } from "./scale.ts";
import { isFrequent, type LocalTime, seasonOf, spansDay } from "./season.ts";

/** The last points that the general band is made of, and those of the weekday's. */
const recentPoints = 21;
const seasonPoints = 4;
/** From so many points of a weekday on, the weekday may speak alone. */
const clearSeason = 3;
/** At a time of the week that never was only what is many times off is unusual. */
const unseenFactor = 4;

export interface JudgeOptions {
  readonly scale: Scale;
  readonly sensitivity: number;
  readonly minHistory: number;
  readonly accepted: AcceptedLevel | null;
  readonly localTime: LocalTime;
  /** For the simulation: the least spread as a share of the median. */
  readonly floor?: number;
}

export type Judgement =
  | {
      readonly outcome: "insufficient_history";
      /** The points there are. */
      readonly points: number;
      readonly reason: string;
    }
  | {
      readonly outcome: "usual" | "unusual";
      readonly band: Band;
      readonly level: Level["begun"];
      readonly reason: string;
    };

/**
 * Whether a value is unusual among those before it, which never hold the value itself nor what was told as unusual.
 * `history` is oldest first.
 */
export function judgePoint(
  value: number,
  at: number,
  history: readonly BaselinePoint[],
  options: JudgeOptions,
): Judgement {
  const level = levelOf(history, options.accepted, options.scale);
  const needed = level.begun === "always" ? options.minHistory : 1;
  if (level.points.length < Math.max(1, needed))
    return tooFew(level, `${level.points.length} of ${needed} runs that it takes`);
  const recent = level.points.slice(-recentPoints);
  const season = seasonOf(level.points, at, options.localTime);
  const sensitivity = options.sensitivity * (season.isUnseen && options.minHistory >= 7 ? unseenFactor : 1);
  const general = band(recent, { ...options, sensitivity });
  const empty = judgeEmpty(value, at, level, general, options);
  if (empty !== null) return empty;
  const weekly =
    season.points.length === 0 ? null : weeklyBand(season.points.slice(-seasonPoints), general, options);
  return judgeByBands(value, general, weekly, level);
}

/**
 * The band of a weekday. Of few points it is wide, which only a weekday may claim that is far from usual: one that is nothing
 * special would excuse half as much, or twice.
 */
function weeklyBand(points: readonly BaselinePoint[], general: Band, options: JudgeOptions): Band {
  const wide = band(points, options);
  return isWithin(general, wide.median) ? band(points, { ...options, asWideAs: clearSeason }) : wide;
}

function tooFew({ points }: Level, reason: string): Judgement {
  return { outcome: "insufficient_history", points: points.length, reason };
}

/** Points are never empty where this is called. */
function band(points: readonly BaselinePoint[], options: BandRule): Band {
  const made = bandOf(
    points.map(({ value }) => value),
    options,
  );
  if (made === null) throw new RangeError("A band needs points.");
  return made;
}

/** Nothing at all where there always was something is unusual whatever the spread. */
function judgeEmpty(
  value: number,
  at: number,
  level: Level,
  general: Band,
  { scale, minHistory }: JudgeOptions,
): Judgement | null {
  if (scale !== "count" || value !== 0) return null;
  const before = level.all.slice(0, level.all.findLastIndex((point) => point.value !== 0) + 1);
  const hadAlways = before.length >= minHistory && before.every((point) => point.value > 0);
  if (!hadAlways || (isFrequent(before) && !spansDay(before, at))) return null;
  const reason = `none, where ${before.length} runs before had some`;
  return { outcome: "unusual", band: general, level: level.begun, reason };
}

/** A weekday with a level of its own is judged by that alone; otherwise it may explain a value, if it is any different. */
function judgeByBands(value: number, general: Band, weekly: Band | null, level: Level): Judgement {
  const used = weekly !== null && explains(weekly, value, general) ? weekly : general;
  const outcome = isWithin(used, value) ? "usual" : "unusual";
  const what = used === weekly ? "of the same weekday" : "before";
  return { outcome, band: used, level: level.begun, reason: `by ${used.points} runs ${what}` };
}

function explains(weekly: Band, value: number, general: Band): boolean {
  if (weekly.points >= clearSeason && !isWithin(general, weekly.median)) return true;
  const isOfItsOwn = Math.abs(weekly.median - general.median) > 0.01 * Math.abs(general.median);
  return isOfItsOwn && isWithin(weekly, value);
}
