import { createHmac } from "node:crypto";
import type { Redactor } from "../../lib/redaction/index.ts";
import type { Notification } from "../../model/alert.ts";
import { noticeDocument } from "../notice-document.ts";
import type { WebhookSettings } from "./settings.ts";

/**
 * The request of a webhook (design section 15). The signature is HMAC-SHA256 over `timestamp.body`, the timestamp
 * is Unix time in seconds; the idempotency key is the notification's id, equal for every try. Own headers come
 * first, so that none of them can stand in for ours.
 */
export function renderWebhook(
  notification: Notification,
  settings: WebhookSettings,
  { now, redactor }: { readonly now: number; readonly redactor: Redactor },
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const body = JSON.stringify(redactor.json(noticeDocument(notification)));
  const timestamp = String(Math.floor(now / 1000));
  const signed =
    settings.hmac_secret === undefined
      ? {}
      : { "x-pitchpipe-signature": `v1=${sign(settings.hmac_secret, `${timestamp}.${body}`)}` };
  const authorized = settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` };
  const headers = {
    ...lowerCased(settings.headers ?? {}),
    "content-type": "application/json",
    "idempotency-key": notification.id,
    "x-pitchpipe-timestamp": timestamp,
    ...signed,
    ...authorized,
  };
  return { headers, body };
}

function sign(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text, "utf8").digest("hex");
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
