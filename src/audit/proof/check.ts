import { type ChainHead, emptyChain, entryHash, runEndedKind, storeChain } from "../../model/audit-entry.ts";
import { anchorsOf } from "../anchors.ts";
import { type Checkpoint, checkpointFault } from "../checkpoint.ts";
import { signatureFault } from "../signed-document.ts";
import type { Proof, ProofEntry } from "./document.ts";
import { fromProofEntry } from "./entry.ts";
import { readProof } from "./read.ts";
import { SegmentSums } from "./segments.ts";

/** What is wrong; `sequence` is the store's number of the entry where it shows. */
export interface ProofFault {
  readonly sequence: number | null;
  readonly reason: string;
}

export interface CheckedProof {
  readonly format: "json" | "html" | null;
  /** `null` where it could not be read. */
  readonly proof: Proof | null;
  readonly fault: ProofFault | null;
  /** Entries of the account that were read. */
  readonly entries: number;
  /** Checkpoints from elsewhere that know an entry of the document, and the same one. */
  readonly agreed: readonly Checkpoint[];
  /** What could not be checked, one sentence each. */
  readonly notes: readonly string[];
}

export interface CheckProof {
  /** Fingerprints of the keys that may have signed; empty for any. */
  readonly trusted: ReadonlySet<string>;
  /** Checkpoints from other places, their signatures checked. */
  readonly against: readonly Checkpoint[];
}

/** Checks a proof by itself: its page, its signature, its chain, its counts; and against checkpoints from elsewhere. */
export function checkProof(text: string, { trusted, against }: CheckProof): CheckedProof {
  const { format, proof, fault } = readProof(text);
  const broken = (found: ProofFault): CheckedProof => ({
    ...{ format, proof, fault: found, entries: 0, agreed: [], notes: [] },
  });
  if (proof === null) return broken({ sequence: null, reason: fault });
  const sealed = sealFault(proof, trusted);
  if (sealed !== null) return broken({ sequence: null, reason: sealed });
  const { chain } = proof;
  const entries = chain.included.length + (chain.anchor === null ? 0 : 1) + (chain.path?.length ?? 0);
  const found = chainFault(proof) ?? countFault(proof);
  if (found !== null) return { ...broken(found), entries };
  const { agreed, contradicted } = compare(proof, against);
  if (contradicted !== null) return { ...broken(contradicted), entries };
  return { format, proof, fault: null, entries, agreed, notes: notesOf(proof, { against, agreed }) };
}

function sealFault(proof: Proof, trusted: ReadonlySet<string>): string | null {
  const fault = signatureFault(proof);
  if (fault !== null) return `changed: ${fault}`;
  if (trusted.size > 0 && !trusted.has(proof.key))
    return `it is signed by the key ${proof.key}, which is not to be trusted`;
  const { checkpoint } = proof;
  if (checkpoint === null) return null;
  const inside = checkpointFault(checkpoint);
  if (inside !== null) return `the checkpoint in it was changed: ${inside}`;
  return trusted.size > 0 && !trusted.has(checkpoint.key)
    ? `the checkpoint in it is signed by the key ${checkpoint.key}, which is not to be trusted`
    : null;
}

function chainFault({ run, chain, checkpoint }: Proof): ProofFault | null {
  if (chain.name !== run.run_id) return wrong("the chain in it is not the run's");
  if (chain.included.length > 0 && chain.included.length !== chain.entries)
    return wrong(`missing: it says ${chain.entries} entries, and ${chain.included.length} are in it`);
  const own = verified(chain.included, chain.name, chain.begins_after);
  if ("reason" in own) return own;
  if (chain.included.length > 0 && !isSame(own, chain.head))
    return wrong("the chain in it does not end at the head that it names");
  return anchorFault(chain) ?? pathFault(chain, checkpoint);
}

/** The store's chain has to name the run's head. */
function anchorFault({ anchor, name, head }: Proof["chain"]): ProofFault | null {
  if (anchor === null) return null;
  const { number, previous_hash: hash } = anchor;
  const found = verified([anchor], storeChain, { number: number - 1, hash });
  if ("reason" in found) return found;
  const named = anchorsOf(fromProofEntry(anchor)).find(({ chain }) => chain === name);
  if (named !== undefined && isSame(named, head)) return null;
  return { sequence: anchor.sequence, reason: "the store's chain names another head of the run's" };
}

/** From the anchor on, entry by entry, to the head that the checkpoint signs; without an anchor the checkpoint names the run's. */
function pathFault(
  { anchor, path, name, head }: Proof["chain"],
  checkpoint: Checkpoint | null,
): ProofFault | null {
  if (checkpoint === null) return null;
  const headOf = (chain: string): ChainHead | null =>
    checkpoint.heads.find((one) => one.chain === chain) ?? null;
  if (anchor === null) {
    const open = headOf(name);
    return open === null || isSame(open, head)
      ? null
      : wrong("the checkpoint names another head of the run's");
  }
  if (path === null) return null;
  const end = verified(path, storeChain, anchor);
  if ("reason" in end) return end;
  const last = headOf(storeChain);
  return last !== null && isSame(end, last)
    ? null
    : wrong("the entries behind the run's end do not lead to the checkpoint");
}

/** The head that entries lead to, or the first one that isn't as it was written. */
function verified(
  entries: readonly ProofEntry[],
  chain: string,
  after: ChainHead | null,
): ChainHead | ProofFault {
  let head = after ?? emptyChain;
  for (const entry of entries) {
    const reason = entryFault(entry, chain, head);
    if (reason !== null) return { sequence: entry.sequence, reason };
    head = entry;
  }
  return head;
}

/** Why an entry is not what was written behind this head; `null` where it is. */
export function entryFault(entry: ProofEntry, chain: string, head: ChainHead): string | null {
  if (entry.chain !== chain) return "inserted: it belongs to another chain";
  if (entry.number !== head.number + 1)
    return `missing or reordered: entry ${head.number + 1} has to be here`;
  if (entry.previous_hash !== head.hash) return "changed: the entry before it is not the one it follows";
  const written = fromProofEntry(entry);
  const isTime = !Number.isNaN(written.at);
  return isTime && entryHash(written) === entry.hash
    ? null
    : "changed: its content is not what its hash was made of";
}

/** What the document says of the run has to be what its entries say. */
function countFault({ run, streams, chain }: Proof): ProofFault | null {
  if (chain.included.length === 0) return null;
  const sums = new SegmentSums();
  for (const entry of chain.included) sums.add(entry);
  for (const stream of streams) {
    const sum = sums.of(stream.stream);
    if (sum.segments !== stream.segments || sum.covered !== stream.covered || sum.sha256 !== stream.sha256)
      return wrong(`the segments of ${stream.stream} are not those of its entries`);
  }
  const untold = sums.streams.find((name) => !streams.some(({ stream }) => stream === name));
  if (untold !== undefined) return wrong(`the stream ${untold} of its entries is not among its streams`);
  const ended = chain.included.findLast(({ kind }) => kind === runEndedKind);
  return ended === undefined || ended.body["status"] === run.status
    ? null
    : { sequence: ended.sequence, reason: `it says that the run ended as ${String(ended.body["status"])}` };
}

interface Compared {
  readonly agreed: readonly Checkpoint[];
  readonly contradicted: ProofFault | null;
}

/** Checkpoints from elsewhere know some of the very entries: each must be the one that they know. */
function compare({ chain, checkpoint }: Proof, against: readonly Checkpoint[]): Compared {
  const known = [...chain.included, ...(chain.anchor === null ? [] : [chain.anchor]), ...(chain.path ?? [])];
  const places = new Map(known.map((entry) => [placeOf(entry), entry]));
  const ofStore = against.filter(({ store }) => checkpoint === null || checkpoint.store === store);
  const met = ofStore.flatMap((one) =>
    one.heads.flatMap((head) => {
      const entry = places.get(placeOf(head));
      return entry === undefined ? [] : [{ one, entry, agrees: entry.hash === head.hash }];
    }),
  );
  const other = met.find(({ agrees }) => !agrees);
  if (other === undefined) return { agreed: [...new Set(met.map(({ one }) => one))], contradicted: null };
  const reason = `changed: the checkpoint of ${other.one.at} knows another entry in its place`;
  return { agreed: [], contradicted: { sequence: other.entry.sequence, reason } };
}

function placeOf({ chain, number }: { readonly chain: string; readonly number: number }): string {
  return `${number} ${chain}`;
}

function notesOf(
  { chain, checkpoint }: Proof,
  { against, agreed }: { readonly against: readonly Checkpoint[]; readonly agreed: readonly Checkpoint[] },
): string[] {
  return [
    ...(chain.entries > 0 && chain.included.length === 0
      ? [
          `The run's ${chain.entries} entries are not in it, only where they end: that its counts and digests are theirs was checked where it was made, and the signature says so.`,
        ]
      : []),
    ...(chain.entries === 0
      ? ["The account has no entry of this run: only the signature vouches for it."]
      : []),
    ...(checkpoint === null ? ["No checkpoint is in it."] : []),
    ...(checkpoint !== null && chain.anchor !== null && chain.path === null
      ? ["How the run's end leads to the checkpoint is not in it: the signature says so, and nothing else."]
      : []),
    ...(against.length > 0 && agreed.length === 0
      ? ["No checkpoint from elsewhere knows an entry that is in it."]
      : []),
  ];
}

function isSame(a: ChainHead, b: ChainHead): boolean {
  return a.number === b.number && a.hash === b.hash;
}

function wrong(reason: string): ProofFault {
  return { sequence: null, reason };
}
