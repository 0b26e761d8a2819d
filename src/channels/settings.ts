import { z } from "zod";
import { alertmanagerSettings } from "./alertmanager/settings.ts";
import { customSettings } from "./custom/settings.ts";
import { discordSettings } from "./discord/settings.ts";
import { emailSettings } from "./email/settings.ts";
import { execSettings } from "./exec/settings.ts";
import { logSettings } from "./log/settings.ts";
import { pagerdutySettings } from "./pagerduty/settings.ts";
import { slackSettings } from "./slack/settings.ts";
import { teamsSettings } from "./teams/settings.ts";
import { smsSettings, whatsappSettings } from "./twilio/settings.ts";
import { webhookSettings } from "./webhook/settings.ts";

/** One entry of `channels:`; its `type` says which keys it has. */
export const channelSettings = z.discriminatedUnion("type", [
  logSettings,
  emailSettings,
  slackSettings,
  teamsSettings,
  webhookSettings,
  discordSettings,
  pagerdutySettings,
  smsSettings,
  whatsappSettings,
  alertmanagerSettings,
  execSettings,
  customSettings,
]);

/** `channels:`, a map from a channel's name to its settings. */
export const channelsSettings = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "must be a short name of letters, digits, _ . -"),
    channelSettings,
  )
  .meta({ description: "The places notifications can go to, by name." });

export { type LimitSettings, limitSettings } from "./common-settings.ts";
export type ChannelSettings = z.output<typeof channelSettings>;
export type ChannelType = ChannelSettings["type"];
