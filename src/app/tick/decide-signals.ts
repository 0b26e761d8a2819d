import type { Store } from "../../store/index.ts";
import type { KeepingEngine } from "../alerts/keep-signals.ts";
import { nameJobs } from "./name-job.ts";

const batch = 500;

/** Lets the alert engine decide on the signals that wait, each batch in one transaction. Answers how many there were. */
export async function decideSignals(store: Store, engine: KeepingEngine, now: number): Promise<number> {
  let decided = 0;
  for (;;) {
    const taken = await store.transaction(async (tx) => {
      const waiting = await tx.signals.pending(batch);
      await engine.withoutKeeping.process(
        tx,
        await nameJobs(
          store,
          waiting.map(({ signal }) => signal),
        ),
      );
      const ids = waiting.map(({ signalId }) => signalId);
      await tx.signals.markTaken(ids, now);
      return waiting.length;
    });
    decided += taken;
    if (taken < batch) return decided;
  }
}
