import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import type { ChannelFloors } from "./route.ts";
import { waits } from "./turn.ts";

/** A notification about an alert, and the tries to deliver it. */
export interface Told {
  readonly notification: Notification;
  readonly attempts: readonly DeliveryAttempt[];
}

interface EndNotices {
  readonly notices: readonly {
    readonly channel: string;
    readonly kind: "resolved" | "recovered";
    readonly reason: string;
  }[];
  readonly withdrawn: readonly { readonly id: string; readonly reason: string }[];
  /** One sentence for the alert's history. */
  readonly reason: string;
}

/**
 * Who must hear that a problem is over: every channel that was told it is on, or may have been. What still waits in
 * the outbox is withdrawn; where nothing had arrived yet, one "fired and recovered" takes its place. It asks what
 * was told, not what the routes say now, so that an edit of the routes leaves nobody with an alert that never ends.
 */
export function endNotices(told: readonly Told[], channels: ChannelFloors): EndNotices {
  const names = [...new Set(told.map(({ notification }) => notification.channel))];
  const ends = names.map((name) =>
    endOf(
      name,
      told.filter(({ notification }) => notification.channel === name),
      channels[name]?.send_resolved ?? true,
    ),
  );
  const notices = ends.flatMap(({ notice }) => (notice === null ? [] : [notice]));
  return {
    notices,
    withdrawn: told
      .filter(({ notification }) => waits(notification))
      .map(({ notification }) => ({
        id: notification.id,
        reason: "it was over before this could be told",
      })),
    reason: ends.map(({ text }) => text).join("; "),
  };
}

interface ChannelEnd {
  readonly notice: EndNotices["notices"][number] | null;
  readonly text: string;
}

function endOf(channel: string, told: readonly Told[], sendResolved: boolean): ChannelEnd {
  if (told.some(arrived)) {
    if (!sendResolved) return { notice: null, text: `not ${channel}: it wants no resolved notices` };
    return {
      notice: { channel, kind: "resolved", reason: "it was told here and is over" },
      text: `goes to ${channel}`,
    };
  }
  if (told.some((one) => waits(one.notification) || mayHaveArrived(one)))
    return {
      notice: { channel, kind: "recovered", reason: "fired and recovered before anyone could be told" },
      text: `goes to ${channel} in one notice`,
    };
  return { notice: null, text: `not ${channel}: it was not told that it began` };
}

function arrived({ notification }: Told): boolean {
  return notification.status === "accepted" || notification.status === "delivered";
}

/** Tries without an answer: cut connections, time limits, a process that died under it. */
function mayHaveArrived({ attempts }: Told): boolean {
  return attempts.some(({ statusCode }) => statusCode === null);
}
