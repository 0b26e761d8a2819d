import { type Checkpoint, checkpointDigest, checkpointFault, headsOf } from "../../audit/checkpoint.ts";
import {
  type Breach,
  ChainVerifier,
  type NamedCheckpoint,
  type VouchedHead,
} from "../../audit/verify-chains.ts";
import { type ChainHead, type ChainName, storeChain } from "../../model/audit-entry.ts";
import type { AuditReader, Store } from "../../store/index.ts";
import { cutBreach, lastCut } from "./cut-record.ts";
import { lastCheckpoint } from "./make-checkpoint.ts";
import type { NotedCheckpoint } from "./noted-checkpoint.ts";

/** Entries read at once: enough to keep the database busy, few enough to be nothing in memory. */
const pageSize = 2_000;

export interface VerifyAudit {
  /** Only the entries from this time on. */
  readonly since?: number;
  /** Only the entries of this run. */
  readonly runId?: string;
  /** Checkpoints of this store from other places, their signatures checked. */
  readonly checkpoints: readonly Checkpoint[];
  /** Those of another account that stood where this one stands. */
  readonly former?: readonly Checkpoint[];
  /** Fingerprints of the keys that may have signed; empty for any. */
  readonly trusted: ReadonlySet<string>;
  /** How many entries were read; of how many, where that is known. */
  readonly onProgress?: (read: number, all: number | null) => void;
}

export interface Verified {
  readonly breach: Breach | null;
  readonly entries: number;
  /** The last entry of the store's chain, or of the run's. */
  readonly head: ChainHead | null;
  /** Segments from before there was a chain: nothing vouches for them. */
  readonly unchained: number;
  /** Runs whose chains do not stand in the store's chain yet. */
  readonly underWay: number;
  /** The last checkpoint that the store itself keeps. */
  readonly kept: Checkpoint | null;
}

/** Reads the account again, in one snapshot of the store, up to the first thing that isn't as it was written. */
export async function verifyAudit(store: Store, options: VerifyAudit): Promise<Verified> {
  for (;;) {
    const records = { cut: await lastCut(store), kept: await lastCheckpoint(store) };
    const verified = await store.audit.snapshot((audit) => verifyIn(audit, { ...options, ...records }));
    // What was cut away, or signed, in between is no breach.
    const now = { cut: await lastCut(store), kept: await lastCheckpoint(store) };
    if (verified.breach === null || JSON.stringify(records) === JSON.stringify(now)) return verified;
  }
}

interface InStore extends VerifyAudit {
  readonly cut: NotedCheckpoint;
  readonly kept: NotedCheckpoint;
}

async function verifyIn(audit: AuditReader, options: InStore): Promise<Verified> {
  const { runId, kept } = options;
  const [starts, listed, open] = [await audit.starts(), await audit.heads(), await audit.heads("open")];
  const verifier = new ChainVerifier(audit, {
    starts: runId === undefined ? starts : ofChain(starts, runId),
    vouched: vouchedHeads(options, listed),
    partial: isPart(options),
  });
  const inRecords = cutBreach(options.cut, starts, options.trusted) ?? keptBreach(kept);
  const isRead = inRecords === null && (await readAll(audit, verifier, options));
  const isWhole = isRead && (await verifier.finish(listed, open));
  const afterAll = isWhole ? (replacedBreach(kept, verifier.lastCheckpoint) ?? formerBreach(options)) : null;
  const chain = runId ?? storeChain;
  return {
    breach: inRecords ?? verifier.breach ?? afterAll,
    entries: verifier.entries,
    head: verifier.heads.get(chain) ?? listed.get(chain) ?? null,
    unchained: await countUnchained(audit, runId),
    underWay: open.size - (open.has(storeChain) ? 1 : 0),
    kept: kept === "damaged" ? null : kept,
  };
}

function isPart({ runId, since }: Pick<VerifyAudit, "runId" | "since">): boolean {
  return runId !== undefined || since !== undefined;
}

/** A store's own checkpoint must bear its signature too. */
function keptBreach(kept: NotedCheckpoint): Breach | null {
  if (kept === null) return null;
  const fault = kept === "damaged" ? "it is damaged" : checkpointFault(kept);
  if (fault === null) return null;
  const reason = `changed: the checkpoint that the store keeps can't be believed: ${fault}`;
  return { sequence: null, chain: storeChain, number: 0, reason };
}

/** The checkpoint that the store keeps is the one whose entry its chain has last: not an older one, and not none. */
function replacedBreach(kept: NotedCheckpoint, named: NamedCheckpoint | null): Breach | null {
  if (named === null || kept === "damaged") return null;
  if (kept !== null && checkpointDigest(kept) === named.sha256) return null;
  const { sequence, number } = named;
  const what =
    kept === null ? "missing: the last checkpoint" : "changed: the checkpoint that the store keeps";
  const reason = `${what}, which this entry is about, is ${kept === null ? "not in the store" : "another one"}`;
  return { sequence, chain: storeChain, number, reason };
}

/** Another account stood in this very place, and this one begins at its own first entry. */
function formerBreach({ former = [], ...options }: InStore): Breach | null {
  const last = isPart(options) ? undefined : former.at(-1);
  if (last === undefined) return null;
  const reason = `begun anew: the checkpoint of ${last.at} knows another account of ${last.entries} entries in this very place, with another first entry`;
  return { sequence: null, chain: storeChain, number: 1, reason };
}

function vouchedHeads({ checkpoints, kept, ...options }: InStore, listed: ReadonlyMap<ChainName, ChainHead>) {
  const known = kept === null || kept === "damaged" ? checkpoints : [...checkpoints, kept];
  const heads: VouchedHead[] = known.flatMap((checkpoint) => {
    const source = `the checkpoint of ${checkpoint.at}`;
    return [...headsOf(checkpoint)].map(([chain, head]) => ({ ...head, chain, source }));
  });
  // Where all is read, the list is compared with what was read.
  if (isPart(options))
    for (const [chain, head] of listed) heads.push({ ...head, chain, source: "the store's list of chains" });
  return options.runId === undefined ? heads : heads.filter(({ chain }) => chain === options.runId);
}

function ofChain(heads: ReadonlyMap<ChainName, ChainHead>, chain: ChainName): Map<ChainName, ChainHead> {
  const head = heads.get(chain);
  return new Map(head === undefined ? [] : [[chain, head]]);
}

/** Page by page, so that memory stays flat. Whether all of it is as it was written. */
async function readAll(
  audit: AuditReader,
  verifier: ChainVerifier,
  { runId, since, onProgress }: VerifyAudit,
): Promise<boolean> {
  const all = runId === undefined && since === undefined ? await audit.count() : null;
  let after = since === undefined ? 0 : await lastBefore(audit, since);
  for (;;) {
    const page = await audit.page({ after, limit: pageSize, ...(runId === undefined ? {} : { runId }) });
    if (!(await verifier.takeAll(page))) return false;
    onProgress?.(verifier.entries, all);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return true;
    after = last.sequence;
  }
}

/** From the first entry of that time on all are read, whatever a clock that was set back made of later ones. */
async function lastBefore(audit: AuditReader, since: number): Promise<number> {
  const [first] = await audit.page({ after: 0, limit: 1, since });
  return first === undefined ? Number.MAX_SAFE_INTEGER : first.sequence - 1;
}

async function countUnchained(audit: AuditReader, runId: string | undefined): Promise<number> {
  let count = 0;
  for (let after = 0; ; ) {
    const page = await audit.unchainedSegments({
      after,
      limit: pageSize,
      ...(runId === undefined ? {} : { runId }),
    });
    count += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return count;
    after = last.sequence;
  }
}
