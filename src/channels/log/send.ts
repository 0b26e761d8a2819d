import { messageOf } from "../../lib/errors.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { appendLine } from "./append-line.ts";
import { renderLogLine } from "./render.ts";
import type { LogSettings } from "./settings.ts";

/** A channel that appends to a file. A file that can't be written fails for now: disks are freed, folders mended. */
export function createLogChannel(
  name: string,
  settings: LogSettings,
  { clock, redactor }: ChannelEffects,
): Channel {
  return {
    name,
    type: settings.type,
    send: async (notification) => {
      try {
        const line = renderLogLine(notification, settings.format, { now: clock.now(), redactor });
        await appendLine(settings.path, line);
        return { kind: "accepted", statusCode: null, vendorId: null };
      } catch (thrown) {
        const error = redactor.text(messageOf(thrown));
        return { kind: "failed", statusCode: null, error, retryAfterMs: null };
      }
    },
  };
}
