import type { Channel, DeliveryResult } from "../channels/channel.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import type { Labels } from "../model/labels.ts";
import { channelSignal } from "./channel-health.ts";
import type { Engine } from "./engine.ts";
import { reviveEnds } from "./owed-ends.ts";
import type { AlertTransaction, DeliveryStore, Settlement } from "./ports.ts";
import { settlementOf } from "./settlement.ts";
import { blockedUntil, waits } from "./turn.ts";

export interface DeliveryOptions {
  readonly store: DeliveryStore;
  readonly channels: ReadonlyMap<string, Channel>;
  /** Takes in that a channel died, or works again. */
  readonly engine: Engine;
  /** Labels of the signals about channels, such as the project. */
  readonly labels: Labels;
  readonly clock: Clock;
  readonly newId: () => string;
  /** In [0, 1), for the jitter between tries. */
  readonly random: () => number;
  /** No try is begun or waited for beyond this; what is left stays for the next pass. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** How many tries ended how, and how many notifications were put back untried. */
export interface Delivered {
  readonly accepted: number;
  readonly failed: number;
  readonly dead: number;
  readonly putBack: number;
}

const batchSize = 50;

/** How long after its deadline a pass may still be believed alive; then others take over what it held. */
export const claimMarginMs = 30_000;

interface Pass extends DeliveryOptions {
  readonly heldUntil: number;
  readonly stop: AbortSignal;
  readonly counts: { -readonly [Key in keyof Delivered]: Delivered[Key] };
}

/**
 * Delivers what is due in the outbox: claims it, writes each try down before and after, and settles it. Channels
 * and alerts go in parallel, notifications of one alert to one channel in order. A process that dies under it loses
 * nothing: its claims run out, and the next pass tries again with the same idempotency key. Raises what the store
 * raised, after all tries of the batch came to their end.
 */
export async function deliverDue(options: DeliveryOptions): Promise<Delivered> {
  const { store, clock, deadlineMs, signal } = options;
  const pass: Pass = {
    ...options,
    heldUntil: clock.now() + deadlineMs + claimMarginMs,
    stop: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    counts: { accepted: 0, failed: 0, dead: 0, putBack: 0 },
  };
  const holder = options.newId();
  while (!pass.stop.aborted && clock.now() < pass.heldUntil) {
    const claim = { now: clock.now(), limit: batchSize, holder, until: pass.heldUntil };
    const claimed = await store.outbox.claimDue(claim);
    if (claimed.length === 0) break;
    await deliverBatch(claimed, pass);
  }
  return pass.counts;
}

async function deliverBatch(claimed: readonly Notification[], pass: Pass): Promise<void> {
  const lanes = Map.groupBy(claimed, laneOf);
  const done = await Promise.allSettled([...lanes.values()].map((lane) => deliverInOrder(lane, pass)));
  const broken = done.find((lane) => lane.status === "rejected");
  if (broken) throw broken.reason;
}

function laneOf({ channel, alerts, id }: Notification): string {
  return `${channel} ${alerts[0]?.fingerprint ?? id}`;
}

async function deliverInOrder(lane: readonly Notification[], pass: Pass): Promise<void> {
  for (const notification of lane) await deliverOne(notification, pass);
}

async function deliverOne(claimed: Notification, pass: Pass): Promise<void> {
  // A pass that slept beyond its claim must not send what another process may hold by now.
  if (pass.clock.now() >= pass.heldUntil) return;
  const attempt = await pass.store.transaction((tx) => begin(tx, claimed, pass));
  if (attempt === null) return;
  const result = await send(claimed, pass);
  await pass.store.transaction((tx) => finish(tx, { attempt, result }, pass));
}

/** Writes down that a try begins; `null` where it must not: withdrawn meanwhile, not its turn, no time left. */
async function begin(
  { outbox }: AlertTransaction,
  { id }: Notification,
  pass: Pass,
): Promise<DeliveryAttempt | null> {
  const current = await outbox.get(id);
  if (current === null || !waits(current)) return null;
  const now = pass.clock.now();
  const later = pass.stop.aborted ? now : await blockedUntil(outbox, current, now);
  if (later !== null) {
    pass.counts.putBack += 1;
    await outbox.settle(id, { status: current.status, reason: current.reason, dueAt: later });
    return null;
  }
  const attempt: DeliveryAttempt = {
    notificationId: id,
    number: (await outbox.attempts(id)).length + 1,
    at: now,
    endedAt: null,
    statusCode: null,
    error: null,
    vendorId: null,
    recipients: [],
  };
  await outbox.saveAttempt(attempt);
  return attempt;
}

async function send(notification: Notification, { channels, stop }: Pass): Promise<DeliveryResult> {
  const channel = channels.get(notification.channel);
  if (channel === undefined)
    return failed(`no channel named ${notification.channel} can be used with the present settings`);
  const stopped = Promise.withResolvers<DeliveryResult>();
  const onStop = (): void => stopped.resolve(failed("the pass ended before an answer came"));
  stop.addEventListener("abort", onStop, { once: true });
  try {
    return await Promise.race([channel.send(notification, { signal: stop }), stopped.promise]);
  } catch (thrown) {
    return failed(`a fault of the channel: ${messageOf(thrown)}`);
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}

function failed(error: string): DeliveryResult {
  return { kind: "failed", statusCode: null, error, retryAfterMs: null };
}

async function finish(
  tx: AlertTransaction,
  { attempt, result }: { readonly attempt: DeliveryAttempt; readonly result: DeliveryResult },
  { clock, random, engine, labels, counts }: Pass,
): Promise<void> {
  const now = clock.now();
  const notification = await tx.outbox.get(attempt.notificationId);
  if (notification === null) return;
  await tx.outbox.saveAttempt({ ...attempt, endedAt: now, ...outcomeOf(result) });
  const settlement = settlementOf({ notification, result, number: attempt.number, now, random: random() });
  await tx.outbox.settle(notification.id, settlement);
  await tellOfChannel(tx, { notification, settlement, now }, { engine, labels });
  counts[settlement.status === "accepted" || settlement.status === "dead" ? settlement.status : "failed"] +=
    1;
}

interface Settled {
  readonly notification: Notification;
  readonly settlement: Settlement;
  readonly now: number;
}

/** A channel that died is told about through the others; one that works again is too, and gets the ends it is owed. */
async function tellOfChannel(
  tx: AlertTransaction,
  { notification, settlement: { status, reason }, now }: Settled,
  { engine, labels }: Pick<Pass, "engine" | "labels">,
): Promise<void> {
  if (status !== "accepted" && status !== "dead") return;
  const error = status === "dead" ? reason : null;
  const [told] = await engine.process(tx, [channelSignal(notification, { at: now, labels, error })], now);
  if (told?.reason === "resolved") await reviveEnds(tx.outbox, { channel: notification.channel, now });
}

function outcomeOf(result: DeliveryResult): Pick<DeliveryAttempt, "statusCode" | "error" | "vendorId"> {
  const { statusCode } = result;
  if (result.kind === "accepted") return { statusCode, error: null, vendorId: result.vendorId };
  return { statusCode, error: result.error, vendorId: null };
}
