import type { Json } from "../../lib/canonical-json.ts";
import { isSecretName, type Redactor } from "../../lib/redaction/index.ts";
import type { Notification } from "../../model/alert.ts";
import type { ChannelEffects } from "../effects.ts";
import { renderMail } from "../email/render.ts";
import type { HttpOutcome, HttpPost } from "../http.ts";
import { createChannel } from "../index.ts";
import { renderLogLine } from "../log/render.ts";
import { messageFor } from "../message/message-for.ts";
import { noticeDocument } from "../notice-document.ts";
import type { ChannelSettings } from "../settings.ts";

/** One thing that a channel would hand over: a request, a mail, a line, a document for a program. */
export type Sending =
  | {
      readonly kind: "request";
      readonly method: "POST";
      readonly url: string;
      readonly headers: { readonly [name: string]: string };
      readonly body: Json;
    }
  | {
      readonly kind: "mail";
      readonly headers: { readonly [name: string]: string };
      readonly text: string;
      readonly html: string;
    }
  | { readonly kind: "line"; readonly path: string; readonly line: string }
  | { readonly kind: "document"; readonly to: string; readonly document: Json };

/**
 * What a channel would send for a notification, in order. What goes by HTTP is what the channel itself sends, caught before
 * it leaves; the rest is made by the same functions as always.
 */
export async function previewOf(
  name: string,
  settings: ChannelSettings,
  { notification, effects }: { readonly notification: Notification; readonly effects: ChannelEffects },
): Promise<Sending[]> {
  const { redactor, clock } = effects;
  switch (settings.type) {
    case "email":
      return [mailOf(name, settings, { notification, effects })];
    case "log": {
      const line = renderLogLine(notification, settings.format, { now: clock.now(), redactor });
      return [{ kind: "line", path: settings.path, line }];
    }
    case "exec":
    case "custom": {
      const to = settings.type === "exec" ? settings.command.join(" ") : settings.module;
      const document = redactor.json(noticeDocument(notification));
      return [{ kind: "document", to: redactor.text(to), document }];
    }
    default:
      return requestsOf(name, settings, { notification, effects });
  }
}

type Mailing = { readonly notification: Notification; readonly effects: ChannelEffects };

function mailOf(
  name: string,
  settings: Extract<ChannelSettings, { type: "email" }>,
  { notification, effects }: Mailing,
): Sending {
  const message = messageFor(notification, { name, type: settings.type }, effects);
  const { from, to, subject, text, html, messageId, references, headers } = renderMail(message, settings, {
    channel: name,
    thread: null,
  });
  const all = { From: from, To: to.join(", "), Subject: subject, "Message-ID": messageId };
  const threaded = references.length === 0 ? {} : { References: references.join(" ") };
  return { kind: "mail", headers: { ...all, ...threaded, ...headers }, text, html };
}

async function requestsOf(
  name: string,
  settings: ChannelSettings,
  { notification, effects }: Mailing,
): Promise<Sending[]> {
  const caught: HttpPost[] = [];
  const http = {
    post: async (post: HttpPost): Promise<HttpOutcome> => {
      caught.push(post);
      return taken;
    },
    get: async (): Promise<HttpOutcome> => taken,
  };
  const channel = createChannel(name, settings, { ...effects, http });
  await channel.send(notification, { signal: new AbortController().signal });
  return caught.map((post) => requestOf(post, effects.redactor));
}

/** PagerDuty gets an event for each alert, the next only after this answer; the others take any. */
const taken: HttpOutcome = {
  kind: "answered",
  statusCode: 202,
  header: () => null,
  text: '{"status":"success"}',
  broken: false,
};

/** Settings that are themselves the secret, or hold one, wherever a vendor wants them. */
const secretFields = new Set(["routing_key", "authorization"]);

function requestOf({ url, headers, body }: HttpPost, redactor: Redactor): Sending {
  const shown = Object.entries(headers).map(([name, value]) => {
    const secret = secretFields.has(name.toLowerCase()) || isSecretName(name);
    return [name, secret ? "***" : redactor.text(value)] as const;
  });
  return {
    kind: "request",
    method: "POST",
    url: redactor.text(url),
    headers: Object.fromEntries(shown),
    body: redactor.json(withoutKeys(bodyOf(body, headers["content-type"] ?? ""))),
  };
}

function bodyOf(body: string, contentType: string): Json {
  if (contentType.includes("json")) return JSON.parse(body) as Json;
  const form = Object.fromEntries(new URLSearchParams(body));
  const { ContentVariables: variables } = form;
  return variables === undefined ? form : { ...form, ContentVariables: JSON.parse(variables) as Json };
}

function withoutKeys(body: Json): Json {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, secretFields.has(key) ? "***" : value]),
  );
}
