import { type Checkpoint, checkpointDocument } from "../../audit/checkpoint.ts";
import type { Store } from "../../store/index.ts";

/** What a note holds in place of a signed record: none was made, or somebody damaged it. */
export type NotedCheckpoint = Checkpoint | "damaged" | null;

/** The signed record in a note of the store. Its signature is not checked here. */
export async function notedCheckpoint(store: Pick<Store, "notes">, note: string): Promise<NotedCheckpoint> {
  const kept = await store.notes.get(note);
  if (kept === null) return null;
  const parsed = checkpointDocument.safeParse(kept);
  return parsed.success ? parsed.data : "damaged";
}
