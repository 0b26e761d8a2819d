import type { Notification, NotificationKind, Recipient } from "../../model/alert.ts";
import type { Channel, DeliveryResult } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import type { HttpAnswer } from "../http.ts";
import { excerpt, httpResult, jsonOf, type Proof, refusal } from "../http-result.ts";
import type { Message } from "../message/message.ts";
import { messageFor } from "../message/message-for.ts";
import { statusOf } from "../notice-document.ts";
import { nobodyLeft, recipientOf, resultOfAll, stillToTell } from "../recipients.ts";
import { confirmRecipient } from "./confirm.ts";
import { renderSms, renderTemplateVariables } from "./render.ts";
import type { SmsSettings, WhatsappSettings } from "./settings.ts";

/** A channel that sends text messages by Twilio. */
export function createSmsChannel(name: string, settings: SmsSettings, effects: ChannelEffects): Channel {
  return createTwilioChannel(name, settings, {
    effects,
    form: (message, to) => ({ To: to, From: settings.from, Body: renderSms(message) }),
  });
}

/** A channel that sends WhatsApp messages by Twilio; by an approved template where the kind has one. */
export function createWhatsappChannel(
  name: string,
  settings: WhatsappSettings,
  effects: ChannelEffects,
): Channel {
  return createTwilioChannel(name, settings, {
    effects,
    form: (message, to, { kind }) => {
      const sid = templateFor(kind, settings.content_sid);
      const content =
        sid === undefined
          ? { Body: renderSms(message) }
          : { ContentSid: sid, ContentVariables: JSON.stringify(renderTemplateVariables(message)) };
      return { To: `whatsapp:${to}`, From: `whatsapp:${settings.from}`, ...content };
    },
  });
}

/** A kind without a template of its own takes that of its side: over, or not. */
function templateFor(kind: NotificationKind, sids: WhatsappSettings["content_sid"]): string | undefined {
  return sids?.[kind] ?? sids?.[statusOf(kind)];
}

interface Speech {
  readonly effects: ChannelEffects;
  /** The form that Twilio gets for one recipient. */
  readonly form: (
    message: Message,
    to: string,
    notification: Notification,
  ) => Readonly<Record<string, string>>;
}

/** Each recipient is a message of its own at Twilio, with an id by which its fate can be asked later. */
function createTwilioChannel(
  name: string,
  settings: SmsSettings | WhatsappSettings,
  { effects, form }: Speech,
): Channel {
  const { type, account_sid, auth_token, api_url, timeout: timeoutMs, ca } = settings;
  const account = `${api_url.replace(/\/+$/, "")}/2010-04-01/Accounts/${encodeURIComponent(account_sid)}`;
  const authorization = `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString("base64")}`;
  return {
    name,
    type,
    send: async (notification, { signal, recipients }) => {
      const left = stillToTell(settings.to, recipients);
      if (left.length === 0) return nobodyLeft;
      const message = messageFor(notification, { name, type }, effects);
      const waits: number[] = [];
      const sendTo = async (to: string): Promise<Recipient> => {
        const outcome = await effects.http.post({
          url: `${account}/Messages.json`,
          headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams(form(message, to, notification)).toString(),
          timeoutMs,
          ca,
          signal,
        });
        const result = httpResult(outcome, effects, { success: [201], proof });
        if (result.kind === "failed") waits.push(result.retryAfterMs ?? 0);
        return recipientOf(to, withReason(result));
      };
      const told = await Promise.all(left.map(sendTo));
      return resultOfAll(told, {
        vendorId: told[0]?.vendorId ?? null,
        retryAfterMs: Math.max(0, ...waits) || null,
      });
    },
    confirm: (recipients, { signal }) =>
      Promise.all(
        recipients.map((recipient) =>
          confirmRecipient(recipient, effects, (sid) =>
            effects.http.get({
              url: `${account}/Messages/${encodeURIComponent(sid)}.json`,
              headers: { authorization },
              timeoutMs,
              ca,
              signal,
            }),
          ),
        ),
      ),
  };
}

/** Twilio's code says more than the status: 21211 is a number that can't be, 20429 is too many at once. */
function withReason(result: DeliveryResult): DeliveryResult {
  if (result.kind === "accepted") return result;
  const code = /"code":\s*(\d+)/.exec(result.error)?.[1];
  return code === undefined || result.error.startsWith("Twilio")
    ? result
    : { ...result, error: `Twilio's error ${code}: ${result.error}` };
}

function proof(answer: HttpAnswer): Proof {
  const body = jsonOf(answer);
  const sid = body?.["sid"];
  const status = String(body?.["status"] ?? "");
  if (typeof sid !== "string" || sid === "")
    return { kind: "refused", error: `${refusal(answer)}, which is no message of Twilio's` };
  if (status !== "failed" && status !== "undelivered" && status !== "canceled")
    return { kind: "taken", vendorId: sid };
  const code = body?.["error_code"];
  return {
    kind: "refused",
    error: `Twilio's error ${excerpt(String(code ?? "without a code"))}: status ${status}`,
  };
}
