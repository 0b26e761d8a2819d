import type { Channel } from "../channel.ts";
import type { BasicEffects } from "../effects.ts";
import { httpResult } from "../http-result.ts";
import { renderWebhook } from "./render.ts";
import type { WebhookSettings } from "./settings.ts";

/** A channel that POSTs JSON. Any 2xx is the other side's word that it took the notification, whatever its body. */
export function createWebhookChannel(
  name: string,
  settings: WebhookSettings,
  effects: BasicEffects,
): Channel {
  return {
    name,
    type: settings.type,
    send: async (notification, { signal }) => {
      const { clock, redactor, http } = effects;
      const request = renderWebhook(notification, settings, { now: clock.now(), redactor });
      const outcome = await http.post({
        url: settings.url,
        ...request,
        timeoutMs: settings.timeout,
        ca: settings.ca,
        signal,
      });
      return httpResult(outcome, effects);
    },
  };
}
