import type { ChannelSettings } from "../channels/settings.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";

/** What of channels will most likely not work, though each setting is right: told as warnings. */
export function checkChannels({ channels }: Pick<Settings, "channels">): Finding[] {
  return Object.entries(channels).flatMap(([name, settings]) => {
    const doubt = doubtOf(settings);
    return doubt === null ? [] : [warning(name, doubt)];
  });
}

interface Doubt {
  readonly key: string;
  readonly says: string;
  readonly hint: string;
}

function doubtOf(settings: ChannelSettings): Doubt | null {
  if (settings.type === "whatsapp") return whatsappDoubt(settings);
  return settings.type === "email" ? emailDoubt(settings) : null;
}

function whatsappDoubt({ content_sid }: Extract<ChannelSettings, { type: "whatsapp" }>): Doubt | null {
  const lacking = (["firing", "resolved"] as const).filter((kind) => content_sid?.[kind] === undefined);
  if (lacking.length === 0) return null;
  return {
    key: "content_sid",
    says: `names no template for ${lacking.join(" and ")}`,
    hint: "Without one WhatsApp delivers only within 24 hours after the recipient wrote to you.",
  };
}

function emailDoubt({ port, tls }: Extract<ChannelSettings, { type: "email" }>): Doubt | null {
  if (port === 465 && tls === "starttls")
    return {
      key: "tls",
      says: "is starttls on port 465",
      hint: "That port speaks TLS from the first byte: implicit.",
    };
  if ((port === 587 || port === 25) && tls === "implicit")
    return {
      key: "tls",
      says: `is implicit on port ${port}`,
      hint: "That port begins in the clear: starttls.",
    };
  return null;
}

function warning(name: string, { key, says, hint }: Doubt): Finding {
  const path = ["channels", name, key];
  return { path, what: "value", message: `${path.join(".")} ${says}.`, hint, severity: "warning" };
}
