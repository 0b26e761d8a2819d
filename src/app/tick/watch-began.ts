import type { Store } from "../../store/index.ts";

const note = "watch.began_at";

/**
 * When watching began here: nothing from before is told by rules, and no deadline from before is owed. The first pass or
 * wrapped run fixes it.
 */
export async function watchBegan(store: Store, now: number): Promise<number> {
  const known = await store.notes.get(note);
  if (typeof known === "number") return known;
  await store.transaction(async (tx) => {
    if ((await tx.notes.get(note)) === null) await tx.notes.set(note, now);
  });
  return now;
}
