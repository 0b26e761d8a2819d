import type { DeliveryResult } from "../channels/channel.ts";
import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import type { Settlement } from "../model/alerting-records.ts";
import type { Signal } from "../model/signal.ts";
import type { Try } from "./begin-tries.ts";
import { afterTry } from "./breaker.ts";
import { channelSignal, channelSpokenOf, refusedSignal } from "./channel-health.ts";
import type { Pass } from "./deliver.ts";
import { reviveEnds } from "./owed-ends.ts";
import type { AlertTransaction } from "./ports.ts";
import { refusedBy, settlementOf } from "./settlement.ts";

/** A try that came to its end. */
export interface Finished extends Try {
  readonly result: DeliveryResult;
  /** It ended for a reason of ours, which says nothing of the channel. */
  readonly ours: boolean;
}

/** Writes down how tries ended; those that end at the same time share a transaction. */
export interface Finisher {
  /** Resolves when it is durable; raises what the store raised. */
  readonly finish: (finished: Finished) => Promise<void>;
}

type FinishingPass = Omit<Pass, "finisher">;

/** Tries that ended before their write began. */
interface Batch {
  readonly finished: Finished[];
  readonly written: Promise<void>;
}

export function createFinisher(pass: FinishingPass): Finisher {
  let open: Batch | null = null;
  const begin = (): Batch => {
    const finished: Finished[] = [];
    const close = (): void => {
      if (open?.finished === finished) open = null;
    };
    const written = pass.writes
      .write((tx) => {
        close();
        return finishAll(tx, finished, pass);
      })
      .finally(close);
    return { finished, written };
  };
  return {
    finish: (finished) => {
      open ??= begin();
      open.finished.push(finished);
      return open.written;
    },
  };
}

async function finishAll(tx: AlertTransaction, all: readonly Finished[], pass: FinishingPass): Promise<void> {
  const now = pass.clock.now();
  const current = new Map(
    (await tx.outbox.getMany(all.map(({ notification }) => notification.id))).map((one) => [one.id, one]),
  );
  const signals = new Map<string, Signal>();
  for (const one of all) {
    const notification = current.get(one.notification.id);
    if (notification === undefined) continue;
    const settlement = await finishOne(tx, { one, notification, now }, pass);
    // Of several tries on a channel the last one says how it stands.
    for (const signal of signalsOf({ one, notification, now }, settlement, pass.labels))
      signals.set(`${signal.name} ${notification.channel}`, signal);
  }
  await tellOfChannels(tx, [...signals.values()], now, pass);
}

interface Finishing {
  readonly one: Finished;
  readonly notification: Notification;
  readonly now: number;
}

async function finishOne(
  tx: AlertTransaction,
  { one, notification, now }: Finishing,
  pass: FinishingPass,
): Promise<Settlement> {
  const { attempt, result, before } = one;
  await tx.outbox.saveAttempt({ ...attempt, endedAt: now, ...outcomeOf(result) });
  const number = attempt.number;
  const settlement = settlementOf({ notification, result, number, before, now, random: pass.random() });
  await tx.outbox.settle(notification.id, settlement);
  if (!one.ours) await noteState(tx, { one, notification, now }, pass);
  const { status } = settlement;
  pass.counts[status === "accepted" || status === "dead" ? status : "failed"] += 1;
  return settlement;
}

async function noteState(
  tx: AlertTransaction,
  { one: { result }, notification: { channel }, now }: Finishing,
  { states }: FinishingPass,
): Promise<void> {
  const before = states.get(channel) ?? null;
  const state = afterTry(channel, before, { result, now });
  states.set(channel, state);
  if (state !== null) await tx.channelStates.save(state);
  else if (before !== null) await tx.channelStates.remove(channel);
}

/** What a try says of its channel: that it died, or works; and whether it refuses some of its recipients. */
function signalsOf(
  { one, notification, now }: Finishing,
  { status, reason }: Settlement,
  labels: Pass["labels"],
): Signal[] {
  if (status !== "accepted" && status !== "dead") return [];
  const outcome = { at: now, labels };
  const works = channelSignal(notification, { ...outcome, error: status === "dead" ? reason : null });
  if (one.result.recipients === undefined) return [works];
  return [works, refusedSignal(notification.channel, { ...outcome, error: refusedBy(one) })];
}

/** A channel that died is told about through the others; one that works again is too, and gets the ends it is owed. */
async function tellOfChannels(
  tx: AlertTransaction,
  signals: readonly Signal[],
  now: number,
  { engine }: Pick<Pass, "engine">,
): Promise<void> {
  if (signals.length === 0) return;
  for (const { signal, reason } of await engine.process(tx, signals, now)) {
    const channel = channelSpokenOf(signal);
    if (reason === "resolved" && channel !== null) await reviveEnds(tx.outbox, { channel, now });
  }
}

function outcomeOf(
  result: DeliveryResult,
): Pick<DeliveryAttempt, "statusCode" | "error" | "vendorId" | "recipients"> {
  const { statusCode, recipients = [] } = result;
  if (result.kind === "accepted") return { statusCode, error: null, vendorId: result.vendorId, recipients };
  return { statusCode, error: result.error, vendorId: null, recipients };
}
