import type { Channel, DeliveryResult } from "../../channels/channel.ts";
import type { Notification } from "../../model/alert.ts";

/** A channel that takes everything and remembers it. */
export interface RecordingChannel extends Channel {
  /** What it took, oldest first. */
  readonly heard: readonly Notification[];
  /** The same as one line each, such as `firing High CPU usage - web-1`. */
  readonly lines: readonly string[];
  /** From now on every try ends like this; what is not accepted is not heard. */
  answer(result: DeliveryResult): void;
  /** Forgets what it heard. */
  clear(): void;
}

/** A channel for tests. */
export function recordingChannel(name = "recording"): RecordingChannel {
  const heard: Notification[] = [];
  let result: DeliveryResult = { kind: "accepted", statusCode: 200, vendorId: null };
  return {
    name,
    type: "recording",
    heard,
    get lines() {
      return heard.map(({ kind, title }) => `${kind} ${title}`);
    },
    answer: (next) => {
      result = next;
    },
    clear: () => {
      heard.length = 0;
    },
    send: async (notification) => {
      if (result.kind === "accepted") heard.push(notification);
      return result;
    },
  };
}
