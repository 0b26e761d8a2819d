import { z } from "zod";
import { duration, timeZone } from "../lib/setting-types.ts";
import { matcherList } from "./matcher-settings.ts";

/** `inhibit_rules:`, in Alertmanager's shape: while one alert is on, others that follow from it are not told. */
export const inhibitRulesSettings = z
  .array(
    z
      .strictObject({
        name: z.string().min(1).optional().meta({
          description: "How it is named where it held something back.",
          defaultText: "its place, such as `inhibit_rules[0]`",
        }),
        source_matchers: matcherList
          .min(1)
          .meta({ description: "The alert that explains the others.", literal: true }),
        target_matchers: matcherList
          .min(1)
          .meta({ description: "The alerts that are not told while it is on.", literal: true }),
        equal: z
          .array(z.string().min(1))
          .default([])
          .meta({ description: "Labels that must be equal on both; a missing one equals an empty one." }),
      })
      .meta({ whole: true }),
  )
  .meta({ description: "Which alerts are not told because another one explains them." });

/** Whether its numbers make sense is checked later: not everybody needs that engine. */
const cronLine = z
  .string()
  .regex(/^(\S+\s+){4}\S+$|^@[a-z]+$/, { error: 'must be a cron line such as "0 22 * * 2"' });

/** `maintenance:`, windows in which what fits is not told. */
export const maintenanceSettings = z
  .array(
    z
      .strictObject({
        name: z.string().min(1).meta({ description: "How it is named where it held something back." }),
        matchers: matcherList
          .default([])
          .meta({ description: "What is not told then; everything without them.", literal: true }),
        schedule: cronLine.meta({
          description: "When it begins, as a cron line.",
          expects: 'a cron line such as "0 22 * * 2"',
        }),
        duration: duration
          .refine((ms) => ms > 0, { error: "must be more than 0s" })
          .meta({ description: "How long it lasts." }),
        timezone: timeZone
          .optional()
          .meta({ description: "The zone of its schedule.", defaultText: "`timezone`" }),
      })
      .meta({ whole: true }),
  )
  .meta({ description: "Windows in which what fits is stored, but not told." });

export type InhibitRules = z.output<typeof inhibitRulesSettings>;
export type MaintenanceWindows = z.output<typeof maintenanceSettings>;
