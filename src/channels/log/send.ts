import { messageOf } from "../../lib/errors.ts";
import type { Notification } from "../../model/alert.ts";
import type { Channel, DeliveryResult } from "../channel.ts";
import type { BasicEffects } from "../effects.ts";
import { appendLine } from "./append-line.ts";
import { renderLogLine } from "./render.ts";
import { rotate } from "./rotate.ts";
import type { LogSettings } from "./settings.ts";

/** A channel that appends to a file. A file that can't be written fails for now: disks are freed, folders mended. */
export function createLogChannel(name: string, settings: LogSettings, effects: BasicEffects): Channel {
  // One line after the other: two at once would both set the file aside.
  let last: Promise<unknown> = Promise.resolve();
  return {
    name,
    type: settings.type,
    send: (notification) => {
      const sent = last.then(() => append(notification, settings, effects));
      last = sent;
      return sent;
    },
  };
}

async function append(
  notification: Notification,
  { path, format, max_size: maxSize, keep }: LogSettings,
  { clock, redactor }: BasicEffects,
): Promise<DeliveryResult> {
  try {
    const now = clock.now();
    const line = renderLogLine(notification, format, { now, redactor });
    await rotate(path, Buffer.byteLength(line) + 1, { maxSize, keep, now });
    await appendLine(path, line);
    return { kind: "accepted", statusCode: null, vendorId: null };
  } catch (thrown) {
    const error = redactor.text(messageOf(thrown));
    return { kind: "failed", statusCode: null, error, retryAfterMs: null };
  }
}
