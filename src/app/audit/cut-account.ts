import { anchorKinds, anchorsOf } from "../../audit/anchors.ts";
import { type SigningKey, signCheckpoint, startsDigest } from "../../audit/checkpoint.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { type ChainHead, type ChainName, type StoredEntry, storeChain } from "../../model/audit-entry.ts";
import type { Store, StoreTransaction } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { cutNote, lastCut, storeIdentity } from "./cut-record.ts";
import { signingKey } from "./signing-key.ts";

/** Chains, and entries of the store's chain, that one transaction takes away; and transactions of one pass. */
const chainsAtOnce = 200;
const entriesAtOnce = 5_000;
const batches = 5;

/** Each cut leaves an entry: a few a day are enough. */
const everyMs = 6 * 3_600_000;

/**
 * Takes away the oldest part of the account: the chains of runs that are gone, then the beginning of the store's chain as far as
 * it names nothing that is still there. What is cut is replaced by a signed record of where each chain begins now. Gives the
 * number of entries. Raises `AUDIT_KEY`: nothing is cut that can't be signed for.
 */
export async function cutAccount(project: OpenedProject, before: number): Promise<number> {
  const store = await project.store();
  if (!(await isDue(store, project.clock.now()))) return 0;
  let cut = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    if (!(await hasOldEntries(store, before))) break;
    const key = await signingKey(project, store);
    const taken = await store.transaction((tx) => cutOnce(tx, { project, before, key }));
    cut += taken;
    if (taken === 0) break;
  }
  return cut;
}

async function isDue(store: Store, now: number): Promise<boolean> {
  const last = await lastCut(store);
  if (last === null || last === "damaged") return true;
  const madeAt = Date.parse(last.at);
  return madeAt > now || now - madeAt >= everyMs;
}

/** Without this look a key would be made for nothing. */
async function hasOldEntries(store: Store, before: number): Promise<boolean> {
  if ((await store.audit.goneChains(before, 1)).size > 0) return true;
  const starts = await store.audit.starts();
  const [first] = await store.audit.storePage({ after: starts.get(storeChain)?.number ?? 0, limit: 1 });
  return first !== undefined && isLoose(first, before, starts);
}

interface Cut {
  readonly project: OpenedProject;
  readonly before: number;
  readonly key: SigningKey;
}

async function cutOnce(tx: StoreTransaction, { project, before, key }: Cut): Promise<number> {
  const identity = await storeIdentity(tx);
  const left = await tx.audit.count();
  const runs = await tx.audit.goneChains(before, chainsAtOnce);
  for (const [chain, number] of runs) await tx.audit.cutOff(chain, number);
  const upTo = await looseEnd(tx, before);
  if (upTo !== null) await tx.audit.cutOff(storeChain, upTo);
  const dropped = left - (await tx.audit.count());
  if (dropped === 0) return 0;
  const at = project.clock.now();
  const starts = await tx.audit.starts();
  const record = signCheckpoint(
    {
      ...{ kind: "cut" as const, at: toTimestamp(at), store: identity },
      ...{ entries: dropped, heads: ofStore(starts), starts: startsDigest(starts) },
    },
    key,
  );
  await tx.notes.set(cutNote, record);
  const body = { what: "audit", dropped, before: toTimestamp(before), runs: runs.size, key: key.fingerprint };
  await tx.audit.append([
    {
      ...{ key: `cut ${project.newId()}`, chain: storeChain, at, kind: "retention", actor: "pitchpipe-tick" },
      ...{ runId: null, stream: null, body: { ...body, starts_sha256: record.starts } },
    },
  ]);
  return dropped;
}

function ofStore(starts: ReadonlyMap<ChainName, ChainHead>): Map<ChainName, ChainHead> {
  const head = starts.get(storeChain);
  return new Map(head === undefined ? [] : [[storeChain, head]]);
}

/** How far the store's chain can be cut; `null` where not at all. */
async function looseEnd(tx: StoreTransaction, before: number): Promise<number | null> {
  const starts = await tx.audit.starts();
  const after = starts.get(storeChain)?.number ?? 0;
  const page = await tx.audit.storePage({ after, limit: entriesAtOnce });
  const stop = page.findIndex((entry) => !isLoose(entry, before, starts));
  const last = stop === -1 ? page.at(-1) : page[stop - 1];
  return last?.number ?? null;
}

/** Old enough, and no run's chain that is still there is vouched for by it. */
function isLoose(entry: StoredEntry, before: number, starts: ReadonlyMap<ChainName, ChainHead>): boolean {
  if (entry.at >= before) return false;
  if (!anchorKinds.has(entry.kind)) return true;
  return anchorsOf(entry).every(({ chain, number }) => number <= (starts.get(chain)?.number ?? 0));
}
