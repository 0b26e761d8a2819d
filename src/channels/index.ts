import type { Channel } from "./channel.ts";
import type { ChannelEffects } from "./effects.ts";
import { createLogChannel } from "./log/send.ts";
import type { ChannelSettings, ChannelType } from "./settings.ts";
import { createWebhookChannel } from "./webhook/send.ts";

export type { Channel, DeliveryResult } from "./channel.ts";
export type { ChannelEffects } from "./effects.ts";
export { createHttp, type Http } from "./http.ts";

type SettingsOf<Type extends ChannelType> = Extract<ChannelSettings, { type: Type }>;
type ChannelMaker<Type extends ChannelType> = (
  name: string,
  settings: SettingsOf<Type>,
  effects: ChannelEffects,
) => Channel;

/** Every type of channel. A new one is a folder, a line here and one in `settings.ts`. */
const makers: { readonly [Type in ChannelType]: ChannelMaker<Type> } = {
  log: createLogChannel,
  webhook: createWebhookChannel,
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
