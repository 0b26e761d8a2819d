import type { Store, StoreTransaction } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";

/** Ends a dry run's transaction so that nothing of it stays. */
class RolledBack extends Error {}

/**
 * Does `work` on a project whose store forgets everything afterwards: all is written in one transaction that is rolled
 * back, so that later steps see what earlier ones would have written, and nobody else sees anything.
 */
export async function dryRun<Result>(
  project: OpenedProject,
  work: (project: OpenedProject, store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await project.store();
  let result: { readonly value: Result } | null = null;
  try {
    await store.transaction(async (tx) => {
      const forgetful = forgetfulStore(store, tx);
      result = { value: await work(withStore(project, forgetful, tx), forgetful) };
      throw new RolledBack();
    });
  } catch (thrown) {
    if (!(thrown instanceof RolledBack)) throw thrown;
  }
  if (result === null) throw new TypeError("A dry run ended without a result.");
  return (result as { readonly value: Result }).value;
}

function forgetfulStore(store: Store, tx: StoreTransaction): Store {
  return {
    ...tx,
    location: store.location,
    kind: store.kind,
    damage: store.damage,
    generation: store.generation,
    transaction: (work) => work(tx),
    close: async () => undefined,
  };
}

function withStore(project: OpenedProject, store: Store, tx: StoreTransaction): OpenedProject {
  return {
    ...project,
    store: async () => store,
    recorder: {
      record: async (facts) => {
        await tx.apply(facts);
        return "stored";
      },
    },
  };
}
