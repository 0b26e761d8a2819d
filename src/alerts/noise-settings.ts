import { z } from "zod";
import { duration, switchable } from "../lib/setting-types.ts";

const positive = duration.refine((ms) => ms > 0, { error: "must be more than 0s" });

const flapping = z
  .strictObject({
    changes: z.int().min(2).meta({ description: "So many changes between on and over …" }),
    within: positive.meta({ description: "… within this time are flapping." }),
  })
  .meta({ whole: true });

/** `alerts:`, how long a problem is one problem. */
export const alertsSettings = z
  .strictObject({
    ttl: switchable(positive)
      .prefault("30d")
      .meta({ description: "An open alert that nothing was heard of for so long expires." }),
    dedupe_window: switchable(duration).prefault("none").meta({
      description:
        "A problem that comes back so soon after its end is the same alert again, with its count going on.",
    }),
    flapping: switchable(flapping).prefault("none").meta({
      description:
        "When a problem comes and goes too often it is said to be flapping, and its end is told once it has been calm for that time.",
    }),
  })
  .meta({ description: "How long a problem is one alert." });

export type AlertsSettings = z.output<typeof alertsSettings>;
