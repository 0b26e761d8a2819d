import { z } from "zod";
import { logSettings } from "./log/settings.ts";
import { webhookSettings } from "./webhook/settings.ts";

/** One entry of `channels:`; its `type` says which keys it has. */
export const channelSettings = z.discriminatedUnion("type", [logSettings, webhookSettings]);

/** `channels:`, a map from a channel's name to its settings. */
export const channelsSettings = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "must be a short name of letters, digits, _ . -"),
    channelSettings,
  )
  .meta({ description: "The places notifications can go to, by name." });

export type ChannelSettings = z.output<typeof channelSettings>;
export type ChannelsSettings = z.output<typeof channelsSettings>;
export type ChannelType = ChannelSettings["type"];
