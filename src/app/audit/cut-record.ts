import { type Checkpoint, checkpointFault, startsDigest } from "../../audit/checkpoint.ts";
import type { Breach } from "../../audit/verify-chains.ts";
import { type ChainHead, type ChainName, noHash, storeChain } from "../../model/audit-entry.ts";
import type { AuditReader, Store } from "../../store/index.ts";
import { type NotedCheckpoint, notedCheckpoint } from "./noted-checkpoint.ts";

/** Where the signed record of what was cut away stands. */
export const cutNote = "audit.cut";

/** The record of what was cut away; `null` where nothing was, `damaged` where what stands there is none of ours. */
export function lastCut(store: Pick<Store, "notes">): Promise<NotedCheckpoint> {
  return notedCheckpoint(store, cutNote);
}

/** What tells this store from others: the hash of the first entry its chain ever had. */
export async function storeIdentity(
  store: Pick<Store, "notes"> & { readonly audit: AuditReader },
): Promise<string> {
  const cut = await lastCut(store);
  if (cut !== null && cut !== "damaged") return cut.store;
  return (await store.audit.hashAt(storeChain, 1)) ?? noHash;
}

/** What is wrong with how the chains begin: only a signed cut may have taken entries away. */
export function cutBreach(
  cut: NotedCheckpoint,
  starts: ReadonlyMap<ChainName, ChainHead>,
  trusted: ReadonlySet<string>,
): Breach | null {
  const [first] = starts;
  if (cut === null) {
    if (first === undefined) return null;
    const [chain, { number }] = first;
    return breach(chain, number, "cut at the beginning: no signed record says that this was to go");
  }
  const reason = recordFault(cut, starts, trusted);
  return reason === null ? null : breach(storeChain, 1, `cut at the beginning: ${reason}`);
}

function recordFault(
  cut: Checkpoint | "damaged",
  starts: ReadonlyMap<ChainName, ChainHead>,
  trusted: ReadonlySet<string>,
): string | null {
  if (cut === "damaged") return "the record of what was cut away is damaged";
  const fault = checkpointFault(cut);
  if (fault !== null) return `the record of what was cut away was changed: ${fault}`;
  if (cut.kind !== "cut") return "a checkpoint stands in place of the record of what was cut away";
  if (trusted.size > 0 && !trusted.has(cut.key))
    return `the record of what was cut away is signed by the key ${cut.key}, which is not to be trusted`;
  return startsDigest(starts) === cut.starts
    ? null
    : "more is gone than the record of what was cut away says";
}

function breach(chain: ChainName, number: number, reason: string): Breach {
  return { sequence: null, chain, number, reason };
}
