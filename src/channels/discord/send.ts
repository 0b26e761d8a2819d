import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import type { HttpAnswer } from "../http.ts";
import { httpResult, jsonOf, type Proof, refusal } from "../http-result.ts";
import { messageFor } from "../message/message-for.ts";
import { renderDiscord } from "./render.ts";
import type { DiscordSettings } from "./settings.ts";

/** A channel that posts to Discord, and waits until Discord says that it keeps the message. */
export function createDiscordChannel(
  name: string,
  settings: DiscordSettings,
  effects: ChannelEffects,
): Channel {
  const { type, timeout, ca } = settings;
  const url = new URL(settings.webhook_url);
  // Without `wait` a message that can't be saved is answered with success all the same.
  url.searchParams.set("wait", "true");
  return {
    name,
    type,
    send: async (notification, { signal }) => {
      const body = JSON.stringify(renderDiscord(messageFor(notification, { name, type }, effects)));
      const headers = { "content-type": "application/json; charset=utf-8" };
      const outcome = await effects.http.post({
        url: url.href,
        headers,
        body,
        timeoutMs: timeout,
        ca,
        signal,
      });
      return httpResult(outcome, effects, { success: [200, 204], proof, wait });
    },
  };
}

function proof(answer: HttpAnswer): Proof {
  if (answer.statusCode === 204) return { kind: "taken", vendorId: null };
  const id = jsonOf(answer)?.["id"];
  return typeof id === "string"
    ? { kind: "taken", vendorId: id }
    : { kind: "refused", error: `${refusal(answer)}, which is no message of Discord's` };
}

/**
 * Discord's `retry_after`: seconds, with a fraction. Its old versions gave milliseconds, which shows where a header that
 * always holds seconds says a thousandth of it.
 */
function wait(answer: HttpAnswer): number | null {
  const told = jsonOf(answer)?.["retry_after"];
  if (typeof told !== "number" || !(told >= 0)) return null;
  const seconds = Number(answer.header("x-ratelimit-reset-after") ?? Number.NaN);
  const inMilliseconds = seconds > 0 && told > seconds * 100;
  return Math.ceil(inMilliseconds ? told : told * 1000);
}
