import { z } from "zod";
import { timeZone } from "../lib/setting-types.ts";
import { dayNames, monthNames, parseRange } from "./time-range.ts";

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, {
  error: 'must be a time of day such as "22:00", at most "24:00"',
});

const timeRange = z
  .strictObject({
    start_time: timeOfDay.meta({ description: "The first minute of it." }),
    end_time: timeOfDay.meta({ description: "The minute after its last." }),
  })
  .refine(({ start_time, end_time }) => start_time < end_time, {
    error: "must end after it starts; one that crosses midnight is two, up to 24:00 and from 00:00",
  })
  .meta({ whole: true });

/** A range as text, judged by the bounds of its kind. */
function range(kind: Parameters<typeof parseRange>[1], expects: string) {
  return z
    .union([z.string(), z.int().transform(String)])
    .refine((text) => parseRange(text, kind) !== null, { error: `must be ${expects}` })
    .meta({ expects });
}

const intervalPart = z
  .strictObject({
    times: z.array(timeRange).default([]).meta({ description: "Parts of the day; all of it without them." }),
    weekdays: z
      .array(
        range(
          { kind: "weekdays", names: dayNames, least: 0, most: 6 },
          "a weekday, or a range such as monday:friday",
        ),
      )
      .default([])
      .meta({ description: "Days of the week." }),
    days_of_month: z
      .array(
        range(
          { kind: "days", names: [], least: -31, most: 31 },
          "a day from 1 to 31 or -31 to -1 (from the end), or a range such as 1:5 or -3:-1",
        ),
      )
      .default([])
      .meta({ description: "Days of the month; -1 is its last." }),
    months: z
      .array(
        range(
          { kind: "months", names: monthNames, least: 1, most: 12 },
          "a month by name or number, or a range such as january:march",
        ),
      )
      .default([])
      .meta({ description: "Months." }),
    years: z
      .array(
        range({ kind: "years", names: [], least: 0, most: 9999 }, "a year, or a range such as 2026:2028"),
      )
      .default([])
      .meta({ description: "Years." }),
    location: timeZone
      .optional()
      .meta({ description: "Whose clock and calendar count.", defaultText: "`timezone`" }),
  })
  .meta({ whole: true });

/** `time_intervals:`, named stretches of time that routes mute in or are active in, in Alertmanager's shape. */
export const timeIntervalsSettings = z
  .array(
    z
      .strictObject({
        name: z.string().min(1).meta({ description: "The name routes use." }),
        time_intervals: z
          .array(intervalPart)
          .min(1)
          .meta({ description: "It is on where one of these is; within one everything given must hold." }),
      })
      .meta({ whole: true }),
  )
  .meta({ description: "Named stretches of time, for `mute_time_intervals` and `active_time_intervals`." });

export type TimeIntervals = z.output<typeof timeIntervalsSettings>;
export type TimeIntervalSettings = TimeIntervals[number];
export type IntervalPart = TimeIntervalSettings["time_intervals"][number];
