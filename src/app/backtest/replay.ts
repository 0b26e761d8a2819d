import type { Engine } from "../../alerts/index.ts";
import type { Notification } from "../../model/alert.ts";
import type { Store } from "../../store/index.ts";
import type { Happening } from "./happenings.ts";
import type { ReplayClock } from "./sandbox.ts";

export interface Replay {
  /** The sandbox's. */
  readonly store: Store;
  readonly engine: Engine;
  readonly clock: ReplayClock;
  readonly lookAtRules: () => Promise<void>;
  /** When the replay ends. */
  readonly until: number;
}

/** As often as a tick looks, at least. */
const tickMs = 60_000;

/** Far enough for everything that is due some day. */
const ever = Number.MAX_SAFE_INTEGER;

/** Lets everything happen again, each thing at its time, and what is due in between; answers what would have been sent. */
export async function replay(happenings: readonly Happening[], world: Replay): Promise<Notification[]> {
  for (const happening of happenings) {
    await letTimePass(happening.at, world);
    world.clock.reach(happening.at);
    await happen(happening, world);
    await arrive(world);
  }
  await letTimePass(world.until, world);
  const sent = await world.store.outbox.list({ limit: ever });
  return sent.filter(({ status, kind }) => status !== "suppressed" && kind !== "silence_ending").reverse();
}

async function happen(happening: Happening, { store, engine, clock, lookAtRules }: Replay): Promise<void> {
  if (happening.kind === "rules") return lookAtRules();
  if (happening.kind === "signals") {
    await engine.process(store, happening.signals, clock.now());
    return;
  }
  const alert = await store.alerts.openByFingerprint(happening.fingerprint);
  if (alert !== null) await engine.act(store, alert.id, happening.command, clock.now());
}

/** Does what falls due up to a time, each thing when it is due. */
async function letTimePass(until: number, world: Replay): Promise<void> {
  const { store, engine, clock } = world;
  for (let due = await nextDue(world); due <= until; due = await nextDue(world)) {
    const before = clock.now();
    clock.reach(due);
    for (let more = true; more; ) ({ more } = await engine.advance(store, clock.now()));
    await arrive(world);
    // What stays due is looked at again by the next tick, not for ever at the same moment.
    if ((await nextDue(world)) <= clock.now()) clock.reach(Math.max(before, clock.now()) + tickMs);
  }
}

async function nextDue({ store, engine }: Replay): Promise<number> {
  const [telling] = await store.tellings.due(ever, 1);
  const [mark] = await store.alertMarks.due(ever, 1);
  const { ttl } = engine.policy;
  const [silent] = ttl === null ? [] : await store.alerts.openUnseenSince(ever, 1);
  const expires = silent === undefined || ttl === null ? ever : silent.lastSeenAt + ttl + 1;
  return Math.min(telling?.dueAt ?? ever, mark?.dueAt ?? ever, expires);
}

/** Every message arrives at once: what channels did is no matter of the settings. */
async function arrive({ store }: Replay): Promise<void> {
  for (const { id, reason } of await store.outbox.list({ statuses: ["pending"], limit: 1_000 }))
    await store.outbox.settle(id, { status: "accepted", reason, dueAt: null });
}
