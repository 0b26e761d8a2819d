import { createAlertmanagerChannel } from "./alertmanager/send.ts";
import type { Channel } from "./channel.ts";
import { createCustomChannel } from "./custom/send.ts";
import { createDiscordChannel } from "./discord/send.ts";
import type { ChannelEffects } from "./effects.ts";
import { createEmailChannel } from "./email/send.ts";
import { createExecChannel } from "./exec/send.ts";
import { createLogChannel } from "./log/send.ts";
import { createPagerdutyChannel } from "./pagerduty/send.ts";
import type { ChannelSettings, ChannelType } from "./settings.ts";
import { createSlackChannel } from "./slack/send.ts";
import { createTeamsChannel } from "./teams/send.ts";
import { createSmsChannel, createWhatsappChannel } from "./twilio/send.ts";
import { createWebhookChannel } from "./webhook/send.ts";

export type { Channel, DeliveryResult } from "./channel.ts";
export type { ChannelEffects, OwnWords } from "./effects.ts";
export { createHttp, type Http } from "./http.ts";
export { leadsTo } from "./leads-to.ts";

type SettingsOf<Type extends ChannelType> = Extract<ChannelSettings, { type: Type }>;
type ChannelMaker<Type extends ChannelType> = (
  name: string,
  settings: SettingsOf<Type>,
  effects: ChannelEffects,
) => Channel;

/** Every type of channel. A new one is a folder, a line here and one in `settings.ts`. */
const makers: { readonly [Type in ChannelType]: ChannelMaker<Type> } = {
  log: createLogChannel,
  email: createEmailChannel,
  slack: createSlackChannel,
  teams: createTeamsChannel,
  webhook: createWebhookChannel,
  discord: createDiscordChannel,
  pagerduty: createPagerdutyChannel,
  sms: createSmsChannel,
  whatsapp: createWhatsappChannel,
  alertmanager: createAlertmanagerChannel,
  exec: createExecChannel,
  custom: createCustomChannel,
};

/** The channel of that name; sending is its only effect, and nothing is opened before. */
export function createChannel<Type extends ChannelType>(
  name: string,
  settings: SettingsOf<Type> & { readonly type: Type },
  effects: ChannelEffects,
): Channel {
  const make: ChannelMaker<Type> = makers[settings.type];
  return make(name, settings, effects);
}
