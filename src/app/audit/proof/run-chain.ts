import { anchorKinds } from "../../../audit/anchors.ts";
import { entryFault } from "../../../audit/proof/check.ts";
import type { Proof, ProofEntry } from "../../../audit/proof/document.ts";
import { toProofEntry } from "../../../audit/proof/entry.ts";
import { SegmentSums } from "../../../audit/proof/segments.ts";
import { type ChainHead, noHash, type StoredEntry } from "../../../model/audit-entry.ts";
import type { AuditReader, Store } from "../../../store/index.ts";

/** A run's chain as a proof carries it, and what its segments come to. */
export interface RunChain {
  readonly chain: Omit<Proof["chain"], "path">;
  readonly sums: SegmentSums;
  /** Why one of its entries is not as it was written, whether or not it is carried along; `null` where all are. */
  readonly fault: string | null;
}

const pageSize = 2_000;

/**
 * Reads a run's chain, one state of it. Its entries are kept where there are at most so many; without them it says where it
 * ends. Raises a `SyntaxError` or `RangeError` for an entry that somebody damaged.
 */
export function readRunChain(store: Store, runId: string, mostEntries: number): Promise<RunChain> {
  return store.audit.snapshot(async (audit) => {
    const begins = (await audit.starts()).get(runId) ?? null;
    const sums = new SegmentSums();
    let included: ProofEntry[] = [];
    let head: ChainHead = begins ?? { number: 0, hash: noHash };
    let entries = 0;
    let fault: string | null = null;
    for await (const stored of ownEntries(audit, runId)) {
      const entry = toProofEntry(stored);
      sums.add(entry);
      fault ??= entryFault(entry, runId, head);
      head = entry;
      entries += 1;
      if (entries <= mostEntries) included.push(entry);
    }
    if (entries > mostEntries) included = [];
    const anchor = await anchorOf(audit, runId, head);
    const { number, hash } = head;
    return {
      chain: { name: runId, begins_after: begins, head: { number, hash }, entries, included, anchor },
      ...{ sums, fault },
    };
  });
}

async function* ownEntries(audit: AuditReader, runId: string): AsyncGenerator<StoredEntry> {
  let after = 0;
  for (;;) {
    const page = await audit.page({ after, limit: pageSize, runId });
    yield* page.filter(({ chain }) => chain === runId);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.sequence;
  }
}

/** The entry of the store's chain that names the head; `null` while the chain is not closed. */
async function anchorOf(audit: AuditReader, runId: string, head: ChainHead): Promise<ProofEntry | null> {
  const kinds = [...anchorKinds];
  const [newest] = await audit.page({ after: 0, limit: 1, runId, kinds, newest: true });
  if (newest === undefined) return null;
  const anchor = toProofEntry(newest);
  return anchor.body["hash"] === head.hash ? anchor : null;
}
