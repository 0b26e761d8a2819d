import type { DeliveryCount } from "../model/alert-history.ts";

/** How a channel's notifications went. */
export interface ChannelDelivery {
  readonly channel: string;
  readonly notifications: number;
  readonly arrived: number;
  /** Given up, or refused by the other side in the end. */
  readonly lost: number;
  readonly waiting: number;
  /** Never tried, because it was over or newer news took its place. */
  readonly withdrawn: number;
  /** Of those whose end is known, in percent; `null` where none is. */
  readonly ratePercent: number | null;
}

const arrived = ["accepted", "delivered"];
const lost = ["dead", "undelivered"];
const waiting = ["pending", "failed"];

/** The account of each channel, by name. */
export function channelDeliveries(counts: readonly DeliveryCount[]): ChannelDelivery[] {
  return [...Map.groupBy(counts, ({ channel }) => channel)]
    .map(([channel, own]) => deliveryOf(channel, own))
    .sort((one, other) => (one.channel < other.channel ? -1 : 1));
}

function deliveryOf(channel: string, counts: readonly DeliveryCount[]): ChannelDelivery {
  const of = (statuses: readonly string[]): number =>
    counts.filter(({ status }) => statuses.includes(status)).reduce((total, { count }) => total + count, 0);
  const [taken, gone] = [of(arrived), of(lost)];
  return {
    channel,
    notifications: counts.reduce((total, { count }) => total + count, 0),
    arrived: taken,
    lost: gone,
    waiting: of(waiting),
    withdrawn: of(["suppressed"]),
    ratePercent: taken + gone === 0 ? null : (taken / (taken + gone)) * 100,
  };
}
