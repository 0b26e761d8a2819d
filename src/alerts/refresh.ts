import type { Channel } from "../channels/channel.ts";
import type { DeliveryOptions } from "./deliver.ts";

/** Channels whose other side forgets what it is not told again. */
export function channelsToRefresh(channels: ReadonlyMap<string, Channel>): Channel[] {
  return [...channels.values()].filter(({ refresh }) => refresh !== undefined);
}

/** Says again what a channel was told and what is still on; answers how many alerts that were. */
export async function refreshChannel(
  channel: Channel,
  { store }: Pick<DeliveryOptions, "store">,
  stop: AbortSignal,
): Promise<number> {
  if (stop.aborted || channel.refresh === undefined) return 0;
  const ids = await store.outbox.openToldAt(channel.name);
  if (ids.length === 0) return 0;
  const alerts = await store.transaction((tx) => tx.alerts.getMany(ids));
  const open = alerts.filter(({ status }) => status !== "resolved" && status !== "expired");
  if (open.length === 0) return 0;
  try {
    const result = await channel.refresh(open, { signal: stop });
    return result.kind === "accepted" ? open.length : 0;
  } catch {
    // A channel that throws breaks its contract; the next pass says it again, and the outbox holds what was told.
    return 0;
  }
}
