import { z } from "zod";
import { duration, labelMap, timeZone } from "../../lib/setting-types.ts";
import { severities } from "../../model/severity.ts";
import { parseWeekdays } from "./weekdays.ts";

const timeOfDay = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'must be a time of day such as "09:00"' })
  .meta({ expects: 'a time of day such as "09:00"' });

const weekdayRange = z.string().superRefine((text, context) => {
  if (parseWeekdays([text]) === null)
    context.addIssue({
      code: "custom",
      message: "must be a day or a range of days: monday, or monday:friday",
    });
});

/** A limit by the clock, or against the job's own history: `auto`, or a share of its median such as `150%`. */
const maxDuration = z
  .union([
    z.literal("auto"),
    z
      .string()
      .regex(/^\d+(\.\d+)?%$/)
      .refine((text) => Number.parseFloat(text) > 100, { error: "must be more than 100%" }),
    duration,
  ])
  .meta({ expects: "a duration such as 45m, a share of the usual such as 150%, or auto" });

/** One entry as it stands in the file. */
export const slaEntrySettings = z
  .strictObject({
    job: z.string().min(1).meta({
      description: 'The job; with `schedule: meltano` also "*", every job that Meltano schedules.',
    }),
    name: z.string().min(1).max(100).optional().meta({ description: "What it is called in its alerts." }),
    environment: z.string().min(1).optional().meta({
      description: "Only runs of this Meltano environment count.",
      defaultText: "runs of any environment",
    }),
    expected_by: timeOfDay.optional().meta({
      description: "A good run must have ended by this time of day, and not more than 12 hours before.",
    }),
    schedule: z.string().min(1).optional().meta({
      description:
        "A run must begin at each time of this cron line, or of `meltano`: the job's schedules in meltano.yml.",
      literal: true,
    }),
    max_duration: maxDuration.optional().meta({
      description:
        "How long a run may take: a duration, `150%` of the job's median, or `auto` (its P95 and a half more).",
      literal: true,
    }),
    freshness: duration.optional().meta({ description: "How long ago the last good run may have ended." }),
    grace: duration.prefault("0s").meta({ description: "How much later is still in time." }),
    timezone: timeZone.optional().meta({
      description: "The zone of `expected_by` and `schedule`.",
      defaultText: "`timezone` of the file",
    }),
    weekdays: z
      .array(weekdayRange)
      .min(1)
      .optional()
      .meta({ description: 'The days it holds on, such as ["monday:friday"]; every day without it.' }),
    severity: z.enum(severities).default("error").meta({ description: "How bad it is." }),
    channel: z
      .string()
      .min(1)
      .optional()
      .meta({ description: "The channel that is told instead of those the routes name." }),
    labels: labelMap.default({}).meta({ description: "Labels on its alerts." }),
    annotations: z
      .record(z.string().min(1), z.string().max(2_000))
      .default({})
      .meta({ description: "Texts for people; `runbook` is the page that helps.", literal: true }),
    enabled: z.boolean().default(true).meta({ description: "Whether it is watched." }),
  })
  .superRefine((entry, context) => {
    const { expected_by, schedule: cron, max_duration, freshness, job, weekdays } = entry;
    if ([expected_by, cron, max_duration, freshness].every((one) => one === undefined))
      context.addIssue({
        code: "custom",
        path: ["expected_by"],
        message: "must be given, or schedule, max_duration or freshness: it says nothing to watch otherwise",
      });
    if (job === "*" && cron !== "meltano")
      context.addIssue({
        code: "custom",
        path: ["job"],
        message: 'is "*", which only goes with schedule: meltano',
      });
    if (weekdays !== undefined && expected_by === undefined)
      context.addIssue({
        code: "custom",
        path: ["weekdays"],
        message: "only goes with expected_by; a cron line has days of its own",
      });
  })
  .meta({ whole: true, description: "What is expected of a job, and by when." });

/** `sla:`, what is expected of jobs. */
export const slaSettings = z
  .array(slaEntrySettings)
  .meta({ description: "What is expected of jobs, and by when." });

export type SlaEntrySettings = z.output<typeof slaEntrySettings>;
