import type { Store } from "../../store/index.ts";
import type { Stage } from "./stage.ts";

const deliverForMs = 15_000;

/** So often what is told may lead to something else to tell. */
const mostRounds = 10;

/**
 * Tells what is decided. What the settings want told later (`group_wait`) is told at that time of the drill's clock, which
 * is moved on; what they hold back (a mute, a limit) stays held back.
 */
export async function letBeTold({
  store,
  clock,
  alerting,
}: Pick<Stage, "store" | "clock" | "alerting">): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    await alerting.deliver(deliverForMs);
    const dueAt = await nextWaiting(store);
    if (dueAt === null) return;
    clock.reach(dueAt);
    await store.transaction((tx) => alerting.engine.advance(tx, clock.now()));
  }
}

async function nextWaiting(store: Store): Promise<number | null> {
  const due = await store.tellings.due(Number.MAX_SAFE_INTEGER, 1_000);
  const waiting = due.filter(
    ({ state, step, heldBy }) => state === "waiting" && step === 0 && heldBy === null,
  );
  return waiting[0]?.dueAt ?? null;
}
