import type { Notification } from "../../model/alert.ts";
import type { Channel, DeliveryResult, SendOptions } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import type { HttpAnswer } from "../http.ts";
import { excerpt, httpResult, isWebPage, jsonOf, type Proof, refusal } from "../http-result.ts";
import { messageFor } from "../message/message-for.ts";
import { renderSlack, type SlackMessage } from "./render.ts";
import type { SlackSettings } from "./settings.ts";

/** What Slack calls it when the same message may be taken later. */
const temporary =
  /^(?:rate_?limited|message_limit_exceeded|internal_error|fatal_error|service_unavailable|request_timeout|rollup_error|team_added_to_org|org_login_required|accesslimited)$/;

/** The first message is not there any more, or takes no answers. */
const threadLost = /\b(?:thread_not_found|message_not_found|cannot_reply_to_message|thread_locked)\b/;

/** A channel that posts to Slack: by an incoming webhook, or as a bot that answers in the thread of the first message. */
export function createSlackChannel(name: string, settings: SlackSettings, effects: ChannelEffects): Channel {
  const { type, webhook_url, bot_token } = settings;
  return {
    name,
    type,
    send: async (notification, options) => {
      const message = renderSlack(messageFor(notification, { name, type }, effects));
      if (webhook_url !== undefined)
        return postToWebhook({ url: webhook_url, message }, { settings, effects, options });
      const posting = { token: bot_token ?? "", message, kind: notification.kind };
      return postAsBot(posting, { settings, effects, options });
    },
  };
}

interface Sending {
  readonly settings: SlackSettings;
  readonly effects: ChannelEffects;
  readonly options: SendOptions;
}

async function postToWebhook(
  { url, message }: { readonly url: string; readonly message: SlackMessage },
  { settings, effects, options }: Sending,
): Promise<DeliveryResult> {
  const { channel, timeout, ca } = settings;
  const outcome = await effects.http.post({
    url,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ ...(channel === undefined ? {} : { channel }), ...message }),
    timeoutMs: timeout,
    ca,
    signal: options.signal,
  });
  return httpResult(outcome, effects, { success: [200], proof: webhookProof });
}

interface Posting {
  readonly token: string;
  readonly message: SlackMessage;
  readonly kind: Notification["kind"];
}

async function postAsBot(posting: Posting, sending: Sending): Promise<DeliveryResult> {
  const { thread } = sending.options;
  const result = await postMessage(posting, sending, thread ?? null);
  const lost = thread && result.kind === "dead" && threadLost.test(result.error);
  return lost ? postMessage(posting, sending, null) : result;
}

async function postMessage(
  { token, message, kind }: Posting,
  { settings, effects, options }: Sending,
  thread: string | null,
): Promise<DeliveryResult> {
  // In a thread only its followers are told: what climbs up shows in the channel too.
  const loud = kind === "escalation" ? { reply_broadcast: true } : {};
  const place = thread === null ? {} : { thread_ts: thread, ...loud };
  const outcome = await effects.http.post({
    url: `${settings.api_url.replace(/\/+$/, "")}/chat.postMessage`,
    headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` },
    body: JSON.stringify({ channel: settings.channel ?? "", ...message, ...place }),
    timeoutMs: settings.timeout,
    ca: settings.ca,
    signal: options.signal,
  });
  return httpResult(outcome, effects, { success: [200], proof: botProof });
}

/** A webhook's only word of success is the body `ok`. */
function webhookProof(answer: HttpAnswer): Proof {
  const said = answer.text.trim();
  if (said === "ok" && !answer.broken) return { kind: "taken", vendorId: null };
  const error =
    isWebPage(answer) || said === ""
      ? `${refusal(answer)}, not ok`
      : `answered 200, but not ok: ${excerpt(said)}`;
  return temporary.test(said) ? { kind: "busy", error } : { kind: "refused", error };
}

function botProof(answer: HttpAnswer): Proof {
  const body = jsonOf(answer);
  if (body?.["ok"] === true)
    return { kind: "taken", vendorId: typeof body["ts"] === "string" ? body["ts"] : null };
  if (body?.["ok"] !== false)
    return { kind: "refused", error: `${refusal(answer)}, which is no answer of Slack's` };
  const name = String(body["error"] ?? "unknown_error");
  const error = `answered ok: false, ${excerpt(name)}`;
  return temporary.test(name) ? { kind: "busy", error } : { kind: "refused", error };
}
