import type { Alert, Notification } from "../model/alert.ts";
import type { HeldBy, Telling, ToldRecord } from "../model/alerting.ts";
import { type Desk, engineName } from "./desk.ts";
import { heldBy, holdText } from "./hold.ts";
import { noticeOf } from "./notice.ts";
import type { Policy } from "./policy.ts";
import { channelsOf, hasArrived, isWaiting, toldSinceOn } from "./told-so-far.ts";

/** An alert that is over (or expired), and what its end said. */
export interface Ended {
  readonly alert: Alert;
  readonly text: string;
  /** Who ended it, where that was a person. */
  readonly by?: string;
}

export interface EndContext {
  readonly now: number;
  readonly newId: () => string;
  readonly policyOf: (labels: Alert["labels"]) => Policy;
}

interface EndNotice {
  readonly channel: string;
  readonly kind: "resolved" | "recovered";
  readonly reason: string;
}

/**
 * Tells that alerts are over to every channel that was told they were on, or may have been, whatever the routes or mutes
 * say now. What still waits in the outbox is withdrawn; where nothing had arrived yet, one "fired and recovered" takes
 * its place. Ends of one commit that belong to one group are told together.
 */
export function tellEnds(desk: Desk, ended: readonly Ended[], context: EndContext): void {
  const groups = new Map<string, { readonly notice: EndNotice; readonly of: Ended[] }>();
  // First all that waits is cleared, so that a notification about several that are all over is withdrawn once.
  const before = new Map(ended.map(({ alert }) => [alert.id, desk.told.get(alert.id) ?? []]));
  const kept = withdrawWaiting(desk, ended, context);
  for (const one of ended) {
    const records = before.get(one.alert.id) ?? [];
    const ends = endsOf(desk, one, { records, kept, context });
    for (const { notice } of ends) {
      if (notice === null) continue;
      const key = `${notice.kind} ${notice.channel} ${groupOf(desk, one.alert, notice.channel)}`;
      const group = groups.get(key) ?? { notice, of: [] };
      groups.set(key, group);
      group.of.push(one);
    }
    const reason = ends
      .map(({ text }) => text)
      .filter(Boolean)
      .join("; ");
    note(desk, one, reason, context.now);
    settleTellings(desk, one.alert, context);
  }
  for (const { notice, of } of groups.values()) addEnd(desk, notice, of, context);
}

function addEnd(desk: Desk, notice: EndNotice, of: readonly Ended[], context: EndContext): void {
  const { now, newId } = context;
  const alerts = of.map(({ alert }) => alert);
  const externalUrl = urlOf(alerts, context);
  desk.addNotification(
    noticeOf({
      ...notice,
      id: newId(),
      alerts,
      now,
      createdAt: nextTime(desk, alerts, notice.channel, now),
      ending: of[0]?.text ?? "",
      externalUrl,
    }),
  );
}

/** Later than all that was decided about these alerts for this channel, also where the clock was put back. */
export function nextTime(desk: Desk, alerts: readonly Alert[], channel: string, now: number): number {
  let time = now;
  for (const { id } of alerts)
    for (const record of desk.told.get(id) ?? [])
      if (record.channel === channel) time = Math.max(time, record.createdAt + 1);
  return time;
}

function groupOf(desk: Desk, alert: Alert, channel: string): string {
  return desk.tellingsOf(alert.id).find((telling) => telling.channel === channel)?.groupKey ?? alert.id;
}

/** Takes back what nobody was sent yet; answers what must stay, because it may have arrived and is about others too. */
function withdrawWaiting(desk: Desk, ended: readonly Ended[], context: EndContext): ReadonlySet<string> {
  const kept = new Set<string>();
  const seen = new Set<string>();
  for (const { alert } of ended)
    for (const record of desk.told.get(alert.id) ?? []) {
      if (!isWaiting(record) || seen.has(record.notificationId)) continue;
      seen.add(record.notificationId);
      if (!takeBack(desk, record, context)) kept.add(record.notificationId);
    }
  return kept;
}

function urlOf([first]: readonly Alert[], { policyOf }: EndContext): string | undefined {
  return policyOf(first?.labels ?? {}).settings.external_url;
}

function takeBack(desk: Desk, record: ToldRecord, context: EndContext): boolean {
  const waiting = desk.waiting.get(record.notificationId);
  if (waiting === undefined) return true;
  const rest = waiting.alertIds.flatMap((id) => openAlert(desk, id));
  if (rest.length > 0 && record.uncertain) return false;
  desk.withdraw(waiting.id, "it was over before this could be told");
  if (rest.length > 0)
    desk.addNotification(aboutTheRest(waiting, rest, context.newId(), urlOf(rest, context)));
  return true;
}

function aboutTheRest(
  { channel, kind, reason, createdAt, dueAt }: Notification,
  alerts: readonly Alert[],
  id: string,
  externalUrl: string | undefined,
): Notification {
  const request = { id, channel, kind, reason: reason ?? "", alerts, now: createdAt, createdAt, externalUrl };
  return { ...noticeOf(request), dueAt };
}

function openAlert(desk: Desk, id: string): Alert[] {
  const alert = desk.alerts.get(id);
  return alert === undefined || alert.status === "resolved" || alert.status === "expired" ? [] : [alert];
}

interface History {
  readonly records: readonly ToldRecord[];
  readonly kept: ReadonlySet<string>;
  readonly context: EndContext;
}

interface ChannelEnd {
  readonly notice: EndNotice | null;
  readonly text: string;
}

function endsOf(desk: Desk, { alert }: Ended, { records, kept, context }: History): ChannelEnd[] {
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
function holdOf(desk: Desk, alert: Alert, telling: Telling, { now, policyOf }: EndContext): HeldBy | null {
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
function namesLater({ kind }: HeldBy): boolean {
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

function note(desk: Desk, { alert, text, by }: Ended, reason: string, now: number): void {
  const words = [text, reason].filter(Boolean).join(" – ");
  const kind = alert.status === "expired" ? "expired" : "resolved";
  desk.addEvent({ alertId: alert.id, at: now, kind, by: by ?? engineName, note: words || null });
}

/** What was held back for a digest is named there; all else there was to tell has been told. */
function settleTellings(desk: Desk, alert: Alert, context: EndContext): void {
  for (const telling of desk.tellingsOf(alert.id)) {
    const hold =
      telling.step === 0 && telling.state === "waiting" ? holdOf(desk, alert, telling, context) : null;
    if (hold === null || !namesLater(hold)) desk.dropTelling(telling);
    else desk.saveTelling({ ...telling, state: "over", heldBy: hold, dueAt: hold.until ?? telling.dueAt });
  }
}
