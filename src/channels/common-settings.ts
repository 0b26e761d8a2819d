import { z } from "zod";
import { duration } from "../lib/setting-types.ts";
import { severities } from "../model/severity.ts";

/** How many messages a channel may get in how long; what is beyond waits and becomes one digest. */
export const limitSettings = z
  .strictObject({
    window: duration
      .refine((ms) => ms > 0, { error: "must be more than 0s" })
      .meta({ description: "The time in which messages are counted." }),
    max_per_window: z.int().min(1).meta({ description: "So many messages go out in it." }),
  })
  .meta({ whole: true });

export type LimitSettings = z.output<typeof limitSettings>;

/** The keys every channel has. */
export const commonChannelKeys = {
  min_severity: z
    .enum(severities)
    .optional()
    .meta({ description: "Tells only what is at least this bad (and the end of what it told)." }),
  send_resolved: z
    .boolean()
    .default(true)
    .meta({ description: "Also tells when a problem it told is over." }),
  limits: limitSettings.optional().meta({
    description:
      "How many messages in how long; the rest becomes a digest. Critical and resolved ones are never held back.",
    defaultText: "`limits`",
  }),
};
