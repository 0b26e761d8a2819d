import { z } from "zod";
import { commonChannelKeys } from "../common-settings.ts";
import { httpKeys, secretUrl } from "../http-settings.ts";

/** Settings of a `discord` channel: a webhook of a Discord channel. */
export const discordSettings = z
  .strictObject({
    type: z.literal("discord"),
    webhook_url: secretUrl.meta({ description: "The webhook of a Discord channel." }),
    ...httpKeys,
    ...commonChannelKeys,
  })
  .meta({ description: "Posts to Discord.", whole: true });

export type DiscordSettings = z.output<typeof discordSettings>;
