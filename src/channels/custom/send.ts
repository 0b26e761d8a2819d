import { z } from "zod";
import { createRedactor } from "../../lib/redaction/index.ts";
import type { Channel, DeliveryResult } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { excerpt } from "../http-result.ts";
import { noticeDocument } from "../notice-document.ts";
import { type Called, callModule } from "./call-module.ts";
import { findModule } from "./find-module.ts";
import type { CustomSettings } from "./settings.ts";

/** What a module's `send` may answer. `retry_after` is in seconds, and says that trying again can help. */
const answerSchema = z.object({
  ok: z.boolean(),
  retry_after: z.number().min(0).nullish(),
  error: z.string().nullish(),
  id: z.union([z.string(), z.number()]).nullish(),
});

/**
 * A channel that hands each notification to a user's module, in a thread. `ok: true` is its word; `ok: false` with
 * `retry_after` is tried again, without it never. What it throws, or where it gives no answer in time, is tried again.
 */
export function createCustomChannel(
  name: string,
  settings: CustomSettings,
  effects: ChannelEffects,
): Channel {
  return {
    name,
    type: settings.type,
    send: async (notification, { signal }) => {
      const found = await findModule(settings.module, effects.root);
      if ("refused" in found) return { kind: "dead", statusCode: null, error: found.refused };
      const called = await callModule({
        path: found.path,
        notification: effects.redactor.json(noticeDocument(notification)),
        options: settings.options,
        timeoutMs: settings.timeout,
        signal,
      });
      // Its options may hold secrets that nobody else knows of: a module must not tell them by its errors.
      const own = createRedactor(textsIn(settings.options));
      return judge(called, (text) => effects.redactor.text(own.text(excerpt(text))));
    },
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function judge(called: Called, words: (text: string) => string): DeliveryResult {
  if (called.kind === "unusable") return { kind: "dead", statusCode: null, error: words(called.error) };
  if (called.kind !== "answered") return failed(words(called.error), null);
  const answer = answerSchema.safeParse(called.answer);
  if (!answer.success)
    return {
      kind: "dead",
      statusCode: null,
      error: "the module's answer is not {ok, retry_after?, error?, id?}",
    };
  const { ok, retry_after, error, id } = answer.data;
  if (ok)
    return {
      kind: "accepted",
      statusCode: null,
      vendorId: id === null || id === undefined ? null : String(id),
    };
  const said = words(error || "the module said that it did not take it");
  return retry_after === null || retry_after === undefined
    ? { kind: "dead", statusCode: null, error: said }
    : failed(said, Math.ceil(retry_after * 1000));
}

function failed(error: string, retryAfterMs: number | null): DeliveryResult {
  return { kind: "failed", statusCode: null, error, retryAfterMs };
}
