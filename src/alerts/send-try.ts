import type { DeliveryResult } from "../channels/channel.ts";
import { messageOf } from "../lib/errors.ts";
import type { Try } from "./begin-tries.ts";
import type { Pass } from "./deliver.ts";

/** What came of a try, and whether that says anything of the channel: our own stop and settings don't. */
export interface Sent {
  readonly result: DeliveryResult;
  readonly ours: boolean;
}

/** Makes one try, at the channel's pace; never throws, and ends with the pass. */
export async function sendTry(one: Try, pass: Pass): Promise<Sent> {
  const { notification, recipients, thread } = one;
  const channel = pass.channels.get(notification.channel);
  if (channel === undefined) {
    const error = `no channel named ${notification.channel} can be used with the present settings`;
    return { result: failed(error), ours: true };
  }
  const stopped = Promise.withResolvers<Sent>();
  const onStop = (): void =>
    stopped.resolve({ result: failed("the pass ended before an answer came"), ours: true });
  if (pass.stop.aborted) onStop();
  pass.stop.addEventListener("abort", onStop, { once: true });
  const send = async (): Promise<Sent> => {
    await waitFor(pass.pace.take(channel, pass.clock.now()), pass.stop);
    if (pass.stop.aborted) return stopped.promise;
    return {
      result: await channel.send(notification, { signal: pass.stop, recipients, thread }),
      ours: false,
    };
  };
  try {
    return await Promise.race([send(), stopped.promise]);
  } catch (thrown) {
    return { result: failed(`a fault of the channel: ${messageOf(thrown)}`), ours: false };
  } finally {
    pass.stop.removeEventListener("abort", onStop);
  }
}

/** Ends with the pass at the latest. The timer keeps the process alive: a command must not end in the middle of a wait. */
function waitFor(ms: number, stop: AbortSignal): Promise<void> {
  if (ms === 0 || stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener("abort", end, { once: true });
  });
}

function failed(error: string): DeliveryResult {
  return { kind: "failed", statusCode: null, error, retryAfterMs: null };
}
