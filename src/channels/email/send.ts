import type { Recipient } from "../../model/alert.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { messageFor } from "../message/message-for.ts";
import { nobodyLeft, resultOfAll, stillToTell } from "../recipients.ts";
import { recipientsAfter, recipientsOf } from "./judge.ts";
import { renderMail } from "./render.ts";
import type { EmailSettings } from "./settings.ts";
import { createTransport, type Transport } from "./transport.ts";

/** A channel that sends mail. The server's 250 after the data is its word, for each recipient that it took. */
export function createEmailChannel(name: string, settings: EmailSettings, effects: ChannelEffects): Channel {
  const { type } = settings;
  let transport: Promise<Transport> | null = null;
  return {
    name,
    type,
    send: async (notification, { signal, thread = null, recipients }) => {
      const to = stillToTell(settings.to, recipients);
      if (to.length === 0) return nobodyLeft;
      const message = messageFor(notification, { name, type }, effects);
      const mail = renderMail(message, settings, { channel: name, thread });
      const told = await tryAll(async () => {
        transport ??= createTransport(settings);
        const send = await transport;
        const limit = AbortSignal.any([signal, AbortSignal.timeout(settings.timeout)]);
        return recipientsOf(to, await send(mail, to, limit), mail.messageId);
      }, to);
      const safe = told.map((one) => ({
        ...one,
        error: one.error === null ? null : effects.redactor.text(one.error),
      }));
      return resultOfAll(safe, { vendorId: mail.messageId });
    },
  };

  async function tryAll(attempt: () => Promise<Recipient[]>, to: readonly string[]): Promise<Recipient[]> {
    try {
      return await attempt();
    } catch (thrown) {
      // A file of certificates that can't be read is mended without a restart: the next try looks again.
      const made = await transport?.catch(() => null);
      if (made === null) transport = null;
      return recipientsAfter(to, thrown);
    }
  }
}
