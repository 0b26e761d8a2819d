import type { Channel } from "../channels/channel.ts";
import type { Clock } from "../lib/clock.ts";
import type { Notification } from "../model/alert.ts";
import type { ChannelState } from "../model/alerting.ts";
import type { Labels } from "../model/labels.ts";
import { beginTries, putBack, type Try } from "./begin-tries.ts";
import { isOnTrial, rests } from "./breaker.ts";
import type { Engine } from "./engine.ts";
import { createFinisher, type Finisher } from "./finish-tries.ts";
import { lanesOf } from "./lanes.ts";
import { createPace, type Pace } from "./pace.ts";
import type { DeliveryStore } from "./ports.ts";
import { sendTry } from "./send-try.ts";
import { createSharedWrites, type SharedWrites } from "./shared-writes.ts";

export interface DeliveryOptions {
  readonly store: DeliveryStore;
  readonly channels: ReadonlyMap<string, Channel>;
  /** Takes in that a channel died, or works again. */
  readonly engine: Pick<Engine, "process">;
  /** Labels of the signals about channels, such as the project. */
  readonly labels: Labels;
  readonly clock: Clock;
  readonly newId: () => string;
  /** In [0, 1), for the jitter between tries. */
  readonly random: () => number;
  /** How fast channels are written to; fresh buckets without it. */
  readonly pace?: Pace;
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

const batchSize = 25;

/** What one channel's end says to another was not there when that one was looked at: it gets another look, a few times. */
const mostRounds = 5;

/** How long after its deadline a pass may still be believed alive; then others take over what it held. */
export const claimMarginMs = 30_000;

/** What all parts of a pass share. */
export interface Pass extends DeliveryOptions {
  readonly holder: string;
  readonly heldUntil: number;
  readonly stop: AbortSignal;
  readonly pace: Pace;
  readonly counts: { -readonly [Key in keyof Delivered]: Delivered[Key] };
  /** How channels stand, as this pass has seen it. */
  readonly states: Map<string, ChannelState | null>;
  readonly writes: SharedWrites;
  readonly finisher: Finisher;
}

/**
 * Delivers what is due in the outbox: claims it, writes each try down before and after, and settles it. Channels go
 * beside one another, so that a slow one holds up no other, and within a channel alerts do; notifications about one
 * alert go to one channel in order. A process that dies under it loses nothing: its claims run out, and the next pass
 * tries again with the same idempotency key. Raises what the store raised, after all tries came to their end.
 */
export async function deliverDue(options: DeliveryOptions): Promise<Delivered> {
  const pass = await beginPass(options);
  for (let round = 0; round < mostRounds && mayGoOn(pass); round += 1) {
    const due = await pass.store.outbox.dueChannels(pass.clock.now());
    const fresh = due.filter((channel) => !isResting(pass, channel));
    if (fresh.length === 0) break;
    const done = await Promise.allSettled(fresh.map((channel) => deliverChannel(channel, pass)));
    const broken = done.find((one) => one.status === "rejected");
    if (broken) throw broken.reason;
  }
  return pass.counts;
}

async function beginPass(options: DeliveryOptions): Promise<Pass> {
  const { store, clock, deadlineMs, signal, newId } = options;
  const states = await store.channelStates.list();
  const pass = {
    ...options,
    holder: newId(),
    heldUntil: clock.now() + deadlineMs + claimMarginMs,
    stop: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    pace: options.pace ?? createPace(),
    counts: { accepted: 0, failed: 0, dead: 0, putBack: 0 },
    writes: createSharedWrites(store),
    states: new Map<string, ChannelState | null>(states.map((state) => [state.channel, state])),
  };
  return { ...pass, finisher: createFinisher(pass) };
}

function mayGoOn({ stop, clock, heldUntil }: Pass): boolean {
  return !stop.aborted && clock.now() < heldUntil;
}

function isResting({ states, clock }: Pass, channel: string): boolean {
  return rests(states.get(channel) ?? null, clock.now());
}

/** Claims and delivers for one channel until nothing is due for it, or it has to rest. */
async function deliverChannel(channel: string, pass: Pass): Promise<void> {
  while (mayGoOn(pass) && !isResting(pass, channel)) {
    const limit = isOnTrial(pass.states.get(channel) ?? null) ? 1 : batchSize;
    const claim = { now: pass.clock.now(), limit, holder: pass.holder, until: pass.heldUntil, channel };
    const claimed = await pass.store.outbox.claimDue(claim);
    if (claimed.length === 0) return;
    await deliverBatch(claimed, pass);
    // What came meanwhile has its turn in the next round: to ask for nothing is a write too.
    if (claimed.length < limit) return;
  }
}

/** The first of every lane, then the second, and so on: each round begins in one transaction. */
async function deliverBatch(claimed: readonly Notification[], pass: Pass): Promise<void> {
  const lanes = lanesOf(claimed);
  const rounds = Math.max(...lanes.map(({ length }) => length));
  for (let round = 0; round < rounds; round += 1) {
    // A pass that slept beyond its claim must not send what another process may hold by now.
    if (pass.clock.now() >= pass.heldUntil) return;
    const turn = lanes.flatMap((lane) => lane[round] ?? []);
    const channel = turn[0]?.channel ?? "";
    if (round > 0 && isResting(pass, channel)) {
      await putBack(turn, pass, pass.states.get(channel)?.restsUntil ?? null);
      continue;
    }
    const tries = await beginTries(turn, pass);
    const done = await Promise.allSettled(tries.map((one) => deliverOne(one, pass)));
    const broken = done.find((one) => one.status === "rejected");
    if (broken) throw broken.reason;
  }
}

async function deliverOne(one: Try, pass: Pass): Promise<void> {
  const { result, ours } = await sendTry(one, pass);
  await pass.finisher.finish({ ...one, result, ours });
}
