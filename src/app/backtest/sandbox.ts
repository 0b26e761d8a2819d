import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store, type StoreTransaction } from "../../store/index.ts";

/** A clock that only the replay moves. */
export interface ReplayClock {
  now(): number;
  /** It never goes back. */
  reach(at: number): void;
}

export function replayClock(start: number): ReplayClock {
  let now = start;
  return {
    now: () => now,
    reach: (at) => {
      now = Math.max(now, at);
    },
  };
}

class Thrown extends Error {}

/**
 * Gives `work` an empty store of the real kind, all of it one transaction in a scratch file that is thrown away: it decides
 * exactly as the real one does, and nothing of it is ever durable.
 */
export async function inSandbox<Result>(
  clock: ReplayClock,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-backtest-"));
  const store = await openStore({ url: `sqlite:${join(folder, "backtest.db")}`, projectRoot: folder, clock });
  const results: Result[] = [];
  try {
    await store.transaction(async (tx) => {
      results.push(await work(within(store, tx)));
      throw new Thrown();
    });
  } catch (thrown) {
    if (!(thrown instanceof Thrown)) throw thrown;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return results[0] as Result;
}

function within(store: Store, tx: StoreTransaction): Store {
  return {
    ...tx,
    location: store.location,
    kind: store.kind,
    damage: null,
    generation: 0,
    transaction: (work) => work(tx),
    close: async () => undefined,
  };
}
