import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import type { HttpAnswer, HttpOutcome } from "../http.ts";
import { httpResult, isWebPage, type Proof, refusal } from "../http-result.ts";
import type { Message } from "../message/message.ts";
import { messageFor } from "../message/message-for.ts";
import { renderTeams, smallRoom } from "./render.ts";
import type { TeamsSettings } from "./settings.ts";

/**
 * A channel that posts a card by a workflow. 202 is its word; a card that is too large (413) is made smaller, once. That the
 * card shows in Teams is not proven by that: the workflow does it afterwards.
 */
export function createTeamsChannel(name: string, settings: TeamsSettings, effects: ChannelEffects): Channel {
  const { type, webhook_url: url, timeout, ca } = settings;
  const post = (message: Message, signal: AbortSignal, room?: number): Promise<HttpOutcome> =>
    effects.http.post({
      url,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(renderTeams(message, room)),
      timeoutMs: timeout,
      ca,
      signal,
    });
  return {
    name,
    type,
    send: async (notification, { signal }) => {
      const message = messageFor(notification, { name, type }, effects);
      const outcome = await post(message, signal);
      const tooLarge = outcome.kind === "answered" && outcome.statusCode === 413;
      const settled = tooLarge ? await post(message, signal, smallRoom) : outcome;
      return httpResult(settled, effects, { success: [200, 202], proof });
    },
  };
}

/** A workflow says 202. A retired connector said 200 with `1`, and 200 with words when it had not taken the message. */
function proof(answer: HttpAnswer): Proof {
  const said = answer.text.trim();
  if ((answer.statusCode === 202 && !isWebPage(answer)) || said === "1")
    return { kind: "taken", vendorId: null };
  const error = `${refusal(answer)} (a workflow's word of success is 202)`;
  return /HTTP error (?:408|429|5\d\d)/.test(said) ? { kind: "busy", error } : { kind: "refused", error };
}
