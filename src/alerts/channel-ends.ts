import type { Alert } from "../model/alert.ts";
import type { HeldBy, Telling, ToldRecord } from "../model/alerting.ts";
import type { Desk } from "./desk.ts";
import type { EndContext, Ended } from "./ended.ts";
import { heldBy, holdText } from "./hold.ts";
import { channelsOf, hasArrived, isWaiting, toldSinceOn } from "./told-so-far.ts";

export interface EndNotice {
  readonly channel: string;
  readonly kind: "resolved" | "recovered";
  readonly reason: string;
}

interface ChannelEnd {
  readonly notice: EndNotice | null;
  readonly text: string;
}

interface History {
  readonly records: readonly ToldRecord[];
  readonly kept: ReadonlySet<string>;
  readonly context: EndContext;
}

/** What each channel hears of an end, and why: those that were told it began, and those that were to be. */
export function endsOf(desk: Desk, { alert }: Ended, { records, kept, context }: History): ChannelEnd[] {
  const { channels } = context.policyOf(alert.labels).settings;
  const told = channelsOf(records).flatMap((channel) => {
    const here = toldSinceOn(records, channel);
    const sendResolved = channels[channel]?.send_resolved ?? true;
    return here.length === 0 ? [] : [{ channel, ...endOf(channel, here, kept, sendResolved) }];
  });
  const names = new Set(told.map(({ channel }) => channel));
  const untold = desk
    .tellingsOf(alert.id)
    .filter(({ channel, step, state }) => step === 0 && state === "waiting" && !names.has(channel))
    .map((telling) => neverTold(telling.channel, holdOf(desk, alert, telling, context)));
  return [...told, ...untold];
}

/** What keeps a telling back, also where nobody has looked since it began. */
export function holdOf(
  desk: Desk,
  alert: Alert,
  telling: Telling,
  { now, policyOf }: EndContext,
): HeldBy | null {
  if (telling.heldBy !== null) return telling.heldBy;
  const policy = policyOf(alert.labels);
  const route = policy.routesFor(alert).destinations.find(({ channel }) => channel === telling.channel);
  const mark = desk.markOf(alert.fingerprint);
  return heldBy({ alert, mark, ...(route === undefined ? {} : { route }) }, desk.quiet, policy, now);
}

/** A channel that was to be told and was not yet: because it waited for its group, or because it was kept quiet. */
function neverTold(channel: string, hold: HeldBy | null): ChannelEnd {
  if (hold === null) return recovered(channel);
  const later = namesLater(hold) ? "later in a digest to" : "not";
  return { notice: null, text: `${later} ${channel}: ${holdText(hold)}` };
}

/** What is held back so is named in a digest, also when it is over by then. */
export function namesLater({ kind }: HeldBy): boolean {
  return kind === "mute" || kind === "limit";
}

function endOf(
  channel: string,
  told: readonly ToldRecord[],
  kept: ReadonlySet<string>,
  sendResolved: boolean,
): ChannelEnd {
  if (told.some((one) => hasArrived(one) || kept.has(one.notificationId))) {
    if (!sendResolved) return { notice: null, text: `not ${channel}: it wants no resolved notices` };
    return {
      notice: { channel, kind: "resolved", reason: "it was told here and is over" },
      text: `goes to ${channel}`,
    };
  }
  if (told.some((one) => isWaiting(one) || one.uncertain)) return recovered(channel);
  return { notice: null, text: `not ${channel}: it was not told that it began` };
}

function recovered(channel: string): ChannelEnd {
  return {
    notice: { channel, kind: "recovered", reason: "fired and recovered before anyone could be told" },
    text: `goes to ${channel} in one notice`,
  };
}
