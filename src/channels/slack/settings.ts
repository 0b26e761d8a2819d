import { z } from "zod";
import { commonChannelKeys } from "../common-settings.ts";
import { apiUrl, httpKeys, secretUrl } from "../http-settings.ts";

/** Settings of a `slack` channel: an incoming webhook, or a bot that answers in threads. */
export const slackSettings = z
  .strictObject({
    type: z.literal("slack"),
    webhook_url: secretUrl.optional().meta({ description: "An incoming webhook. It, or `bot_token`." }),
    bot_token: z
      .string()
      .regex(/^[\x21-\x7e]+$/, "must be one word of plain text")
      .optional()
      .meta({
        description: "A bot's token (`xoxb-…`) with `chat:write`. It, or `webhook_url`.",
        sensitive: true,
      }),
    channel: z.string().min(1).optional().meta({
      description:
        "Where to: an id such as C0123456789, or #name. Needed by a bot; a webhook has its own channel, and only old ones take another.",
    }),
    api_url: apiUrl("https://slack.com/api"),
    ...httpKeys,
    ...commonChannelKeys,
  })
  .refine(({ webhook_url, bot_token }) => webhook_url !== undefined || bot_token !== undefined, {
    error: "must be set, or bot_token with channel: without one of them there is nowhere to send to",
    path: ["webhook_url"],
  })
  .refine(({ webhook_url, bot_token }) => webhook_url === undefined || bot_token === undefined, {
    error: "can't stand beside webhook_url: take one of the two out",
    path: ["bot_token"],
  })
  .refine(({ bot_token, channel }) => bot_token === undefined || channel !== undefined, {
    error: "must be set: a bot has no channel of its own",
    path: ["channel"],
  })
  .meta({ description: "Posts to Slack.", whole: true });

export type SlackSettings = z.output<typeof slackSettings>;
