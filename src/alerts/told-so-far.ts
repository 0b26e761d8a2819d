import type { ToldRecord } from "../model/alerting.ts";

/** Kinds that say of an alert that it is on. */
const onKinds: ReadonlySet<string> = new Set(["firing", "repeat", "escalation", "digest"]);
const endKinds: ReadonlySet<string> = new Set(["resolved", "recovered"]);

/** Whether a notification still waits to be sent. */
export function isWaiting({ status }: Pick<ToldRecord, "status">): boolean {
  return status === "pending" || status === "failed";
}

/**
 * What a channel was told (or shall be) of an alert being on, since it last came on: what was told before an end is over.
 */
export function toldSinceOn(records: readonly ToldRecord[], channel: string): readonly ToldRecord[] {
  const here = records.filter((record) => record.channel === channel);
  const end = here.findLastIndex(
    ({ kind, status }) => endKinds.has(kind) && status !== "dead" && status !== "suppressed",
  );
  return here.slice(end + 1).filter(({ kind }) => onKinds.has(kind));
}

/** Whether a notification was sent or will be. */
export function isStanding({ status }: Pick<ToldRecord, "status">): boolean {
  return status !== "dead" && status !== "suppressed";
}

/** Whether a channel was told, or will be. */
export function isReached(records: readonly ToldRecord[], channel: string): boolean {
  return toldSinceOn(records, channel).some(isStanding);
}

/** Channels that something is in the outbox for. */
export function channelsOf(records: readonly ToldRecord[]): readonly string[] {
  return [...new Set(records.map(({ channel }) => channel))];
}

/** Whether the other side took it. */
export function hasArrived({ status }: Pick<ToldRecord, "status">): boolean {
  return status === "accepted" || status === "delivered" || status === "undelivered";
}
