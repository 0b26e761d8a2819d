import { z } from "zod";
import { httpUrl, secret } from "../../lib/setting-types.ts";
import { commonChannelKeys } from "../common-settings.ts";
import { httpKeys } from "../http-settings.ts";

const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Settings of a `webhook` channel: a POST of JSON for every notification. */
export const webhookSettings = z
  .strictObject({
    type: z.literal("webhook"),
    url: httpUrl.meta({ description: "Where to POST.", sensitive: true }),
    token: z
      .string()
      .refine(isHeaderText, "must be one line of plain text")
      .optional()
      .meta({ description: "Sent as `Authorization: Bearer`.", sensitive: true }),
    hmac_secret: secret
      .optional()
      .meta({ description: "Signs `timestamp.body` in `X-Pitchpipe-Signature`.", sensitive: true }),
    headers: z
      .record(
        z.string().refine((name) => headerName.test(name), "is no name of an HTTP header"),
        z.string().refine(isHeaderText, "must be one line of plain text"),
      )
      .optional()
      .meta({ description: "More headers of the request.", sensitive: "some" }),
    ...httpKeys,
    ...commonChannelKeys,
  })
  .meta({
    description: "POSTs JSON to a URL; signed and with a key that is equal across retries.",
    whole: true,
  });

export type WebhookSettings = z.output<typeof webhookSettings>;

function isHeaderText(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}
