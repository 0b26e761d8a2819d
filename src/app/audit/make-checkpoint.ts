import { checkpointKind } from "../../audit/anchors.ts";
import { type Checkpoint, checkpointDigest, placeDigest, signCheckpoint } from "../../audit/checkpoint.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { type AuditEvent, type ChainHead, type ChainName, storeChain } from "../../model/audit-entry.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { storeIdentity } from "./cut-record.ts";
import { type NotedCheckpoint, notedCheckpoint } from "./noted-checkpoint.ts";
import { signingKey } from "./signing-key.ts";

const note = "audit.checkpoint";
/** The newest checkpoint that some place outside did not take yet. */
export const undeliveredNote = "audit.undelivered";

/** The checkpoint that was made last; `null` where there is none, `damaged` where what stands there is none of ours. */
export function lastCheckpoint(store: Pick<Store, "notes">): Promise<NotedCheckpoint> {
  return notedCheckpoint(store, note);
}

/**
 * Signs the end of the account as it is now, and leaves an entry about it. `null` where there is nothing to sign, or, with
 * `onlyNews`, nothing came since the last one. Raises `AUDIT_KEY`.
 */
export async function makeCheckpoint(
  project: OpenedProject,
  { actor, onlyNews }: { readonly actor: string; readonly onlyNews: boolean },
): Promise<Checkpoint | null> {
  const store = await project.store();
  if (!(await hasNews(store, onlyNews))) return null;
  const key = await signingKey(project, store);
  return await store.transaction(async (tx) => {
    const heads = await tx.audit.heads("open");
    const at = project.clock.now();
    const [entries, identity] = [await tx.audit.count(), await storeIdentity(tx)];
    const place = placeDigest(store.kind, store.location);
    const state = {
      kind: "checkpoint",
      at: toTimestamp(at),
      store: identity,
      entries,
      place,
      heads,
    } as const;
    const made = signCheckpoint(state, key);
    await tx.audit.append([{ ...entryOf(made), at, actor, key: `checkpoint ${project.newId()}` }]);
    await tx.notes.set(note, made);
    await tx.notes.set(undeliveredNote, { tries: 0, due_at: at, error: null, places: null });
    return made;
  });
}

/** Where chains end that are under way, so that a run's entries are vouched for before it is over. */
function entryOf(checkpoint: Checkpoint): Omit<AuditEvent, "key" | "at" | "actor"> {
  const { entries, key } = checkpoint;
  const heads = checkpoint.heads.filter(({ chain }) => chain !== storeChain);
  const body = { sha256: checkpointDigest(checkpoint), key, entries, heads };
  return { chain: storeChain, kind: checkpointKind, runId: null, stream: null, body };
}

async function hasNews(store: Store, onlyNews: boolean): Promise<boolean> {
  const heads = await store.audit.heads("open");
  if (heads.size === 0) return false;
  const last = await lastCheckpoint(store);
  if (!onlyNews || last === null || last === "damaged") return true;
  const known = new Map<ChainName, ChainHead>(last.heads.map((head) => [head.chain, head]));
  return [...heads].some(([chain, { number }]) => {
    // The checkpoint's own entry is no news.
    const own = chain === storeChain ? 1 : 0;
    return number > (known.get(chain)?.number ?? 0) + own;
  });
}

/** Whether `tick` has one to make. A clock that was set back is no reason to wait. */
export function isCheckpointDue(last: NotedCheckpoint, every: number | null, now: number): boolean {
  if (every === null) return false;
  if (last === null || last === "damaged") return true;
  const madeAt = Date.parse(last.at);
  return madeAt > now || now - madeAt >= every;
}
