import { z } from "zod";
import { commonChannelKeys } from "../common-settings.ts";
import { apiUrl, httpKeys } from "../http-settings.ts";

/** Settings of a `pagerduty` channel: an integration of kind Events API v2. */
export const pagerdutySettings = z
  .strictObject({
    type: z.literal("pagerduty"),
    routing_key: z
      .string()
      .min(1)
      .meta({ description: "The integration key of an Events API v2 integration.", sensitive: true }),
    api_url: apiUrl("https://events.pagerduty.com"),
    ...httpKeys,
    ...commonChannelKeys,
  })
  .meta({ description: "Triggers, acknowledges and resolves PagerDuty incidents.", whole: true });

export type PagerdutySettings = z.output<typeof pagerdutySettings>;
