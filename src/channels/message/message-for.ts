import type { Notification } from "../../model/alert.ts";
import type { ChannelEffects } from "../effects.ts";
import { buildMessage } from "./build-message.ts";
import type { Message } from "./message.ts";

/** A channel's name and type, as its settings have them. */
export interface ChannelIdentity {
  readonly name: string;
  readonly type: string;
}

/** The message for a channel, with the user's own words for it where there are any. */
export function messageFor(
  notification: Notification,
  channel: ChannelIdentity,
  { redactor, externalUrl, timeZone, words }: ChannelEffects,
): Message {
  const own = words?.(notification, channel) ?? null;
  return buildMessage(notification, { redactor, externalUrl, timeZone, words: own });
}
