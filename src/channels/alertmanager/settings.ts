import { z } from "zod";
import { duration, httpUrl } from "../../lib/setting-types.ts";
import { commonChannelKeys } from "../common-settings.ts";
import { httpKeys } from "../http-settings.ts";

/** Settings of an `alertmanager` channel: alerts handed on to a Prometheus Alertmanager. */
export const alertmanagerSettings = z
  .strictObject({
    type: z.literal("alertmanager"),
    url: httpUrl.meta({
      description: "Alertmanager's address, with its prefix where it has one.",
      sensitive: true,
    }),
    token: z
      .string()
      .regex(/^[\x20-\x7e]+$/, "must be one line of plain text")
      .optional()
      .meta({ description: "Sent as `Authorization: Bearer`.", sensitive: true }),
    tick_gap: duration.prefault("5m").meta({
      description:
        "The longest time between two ticks. Alertmanager takes an alert as over when it hears nothing for twice that.",
    }),
    ...httpKeys,
    ...commonChannelKeys,
  })
  .meta({
    description: "Hands alerts on to a Prometheus Alertmanager, and says them again at each tick.",
    whole: true,
  });

export type AlertmanagerSettings = z.output<typeof alertmanagerSettings>;
