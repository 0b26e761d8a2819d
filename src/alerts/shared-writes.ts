import type { AlertTransaction, DeliveryStore } from "./ports.ts";

/** Writes that wait for their turn share a transaction: what a commit costs is paid once for all of them. */
export interface SharedWrites {
  /** Answers when it is durable; raises what the store, or another write of the same transaction, raised. */
  readonly write: <T>(work: (tx: AlertTransaction) => Promise<T>) => Promise<T>;
}

interface Waiting {
  readonly work: (tx: AlertTransaction) => Promise<() => void>;
  readonly reject: (reason: unknown) => void;
}

export function createSharedWrites(store: Pick<DeliveryStore, "transaction">): SharedWrites {
  let waiting: Waiting[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      await othersArrive();
      const batch = waiting;
      waiting = [];
      await commit(store, batch);
    }
    running = false;
  };
  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        const settling = async (tx: AlertTransaction): Promise<() => void> => {
          const answer = await work(tx);
          return () => resolve(answer);
        };
        waiting.push({ work: settling, reject });
        if (running) return;
        running = true;
        void run();
      }),
  };
}

/** What the network has brought already is looked at first: a store in this thread gives it no chance while it writes. */
function othersArrive(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A store that was away for a moment, before any write was made, costs one of them: the others are made by themselves. */
async function commit(store: Pick<DeliveryStore, "transaction">, batch: readonly Waiting[]): Promise<void> {
  let begun = false;
  try {
    const settled = await store.transaction(async (tx) => {
      begun = true;
      const done: (() => void)[] = [];
      for (const { work } of batch) done.push(await work(tx));
      return done;
    });
    for (const settle of settled) settle();
  } catch (thrown) {
    const [first, ...others] = batch;
    first?.reject(thrown);
    if (begun) for (const { reject } of others) reject(thrown);
    else for (const one of others) await commit(store, [one]);
  }
}
