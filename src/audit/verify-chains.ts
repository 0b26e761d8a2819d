import {
  type ChainHead,
  type ChainName,
  emptyChain,
  entryHash,
  runEndedKind,
  runResumedKind,
  type StoredEntry,
  storeChain,
} from "../model/audit-entry.ts";
import { anchorsOf, checkpointKind, contentOf } from "./anchors.ts";

export type { StoredEntry } from "../model/audit-entry.ts";

/** What is wrong first; `sequence` is the place in the store of the entry where it shows, `null` for one that is gone. */
export interface Breach {
  readonly sequence: number | null;
  readonly chain: ChainName;
  readonly number: number;
  readonly reason: string;
}

/** What the verifier looks up besides what passes by. */
export interface ChainLookup {
  /** The hash of an entry; `null` where the store has no such entry. */
  hashAt(chain: ChainName, number: number): Promise<string | null>;
}

/** A head that somebody wrote down, and who: "the checkpoint of 2026-03-02". */
export interface VouchedHead extends ChainHead {
  readonly chain: ChainName;
  readonly source: string;
}

export interface VerifyOptions {
  /** The last entries that were cut away under a signature: their chains go on from there. */
  readonly starts?: ReadonlyMap<ChainName, ChainHead>;
  readonly vouched?: readonly VouchedHead[];
  /** Not every entry passes by: what one follows is looked up. */
  readonly partial?: boolean;
}

/** A checkpoint as the entry that it left names it. */
export interface NamedCheckpoint {
  readonly sequence: number;
  readonly number: number;
  readonly sha256: string | null;
}

interface SeenHead extends ChainHead {
  /** The highest number of the chain that the store's chain names. */
  anchored: number;
}

/**
 * Reads entries in the store's order and finds the first one that isn't what was written, or isn't where it was. What it
 * holds in memory grows with the number of chains, not of entries.
 */
export class ChainVerifier {
  entries = 0;
  breach: Breach | null = null;
  readonly #heads = new Map<ChainName, SeenHead>();
  /** Chains whose own entries say that their run is over. */
  readonly #over = new Set<ChainName>();
  #lastCheckpoint: NamedCheckpoint | null = null;
  readonly #lookup: ChainLookup;
  readonly #starts: ReadonlyMap<ChainName, ChainHead>;
  readonly #partial: boolean;
  /** Heads that were written down and did not pass by yet, by chain and number. */
  readonly #vouched = new Map<ChainName, Map<number, VouchedHead[]>>();

  constructor(
    lookup: ChainLookup,
    { starts = new Map(), vouched = [], partial = false }: VerifyOptions = {},
  ) {
    this.#lookup = lookup;
    this.#starts = starts;
    this.#partial = partial;
    for (const [chain, { number, hash }] of starts)
      this.#heads.set(chain, { number, hash, anchored: number });
    for (const head of vouched) this.#expect(head);
  }

  /** SHA-256 of the last checkpoint that passed by an entry of, and that entry; `null` where none did. */
  get lastCheckpoint(): NamedCheckpoint | null {
    return this.#lastCheckpoint;
  }

  /** The heads of all chains up to here. */
  get heads(): ReadonlyMap<ChainName, ChainHead> {
    return this.#heads;
  }

  /** Whether all is well up to and with the last of these entries. */
  async takeAll(entries: readonly StoredEntry[]): Promise<boolean> {
    for (const entry of entries) {
      if (this.#isPlain(entry)) this.#step(entry);
      else if (!(await this.take(entry))) return false;
    }
    return true;
  }

  /** Whether all is well up to and with this entry. */
  async take(entry: StoredEntry): Promise<boolean> {
    const reason = await this.#fault(entry);
    if (reason === null) {
      this.#step(entry);
      return true;
    }
    this.entries += 1;
    const { sequence, chain, number } = entry;
    this.breach = { sequence, chain, number, reason };
    return false;
  }

  /**
   * After the last entry: whether every head that was written down has passed by. `listed` are the heads the store itself
   * goes by, `open` those of runs under way: all others stand in the store's chain.
   */
  async finish(
    listed?: ReadonlyMap<ChainName, ChainHead>,
    open?: ReadonlyMap<ChainName, ChainHead>,
  ): Promise<boolean> {
    for (const heads of this.#vouched.values())
      for (const head of [...heads.values()].flat()) if (!(await this.#isThere(head))) return false;
    if (this.#partial || listed === undefined) return true;
    return this.#isListed(listed) && (open === undefined || this.#isAnchored(open));
  }

  /** The usual case, decided without waiting for anything: the next entry of a chain that passes by. */
  #isPlain(entry: StoredEntry): boolean {
    const head = this.#heads.get(entry.chain);
    return (
      head !== undefined &&
      entry.number === head.number + 1 &&
      entry.previousHash === head.hash &&
      !this.#vouched.get(entry.chain)?.has(entry.number) &&
      anchorsOf(entry).length === 0 &&
      isSound(entry)
    );
  }

  #step(entry: StoredEntry): void {
    const { chain, number, hash, kind } = entry;
    this.entries += 1;
    this.#heads.set(chain, { number, hash, anchored: this.#heads.get(chain)?.anchored ?? 0 });
    if (kind === runEndedKind) this.#over.add(chain);
    if (kind === runResumedKind) this.#over.delete(chain);
    if (kind === checkpointKind && chain === storeChain) this.#lastCheckpoint = namedCheckpoint(entry);
  }

  async #fault(entry: StoredEntry): Promise<string | null> {
    const head = await this.#before(entry);
    if (typeof head === "string") return head;
    if (!isSound(entry)) return "changed: its content is not what its hash was made of";
    if (entry.previousHash !== head.hash) return "changed: the entry before it is not the one it follows";
    return this.#contradicted(entry) ?? (await this.#misnamed(entry));
  }

  /** The head that an entry has to follow; else what is wrong with its place. */
  async #before({ chain, number }: StoredEntry): Promise<ChainHead | string> {
    const head = this.#heads.get(chain) ?? emptyChain;
    const expected = head.number + 1;
    if (number === expected) return head;
    if (!Number.isSafeInteger(number)) return "changed: its number is none";
    if (number < expected) return `inserted or reordered: entry ${number} of the chain was here before`;
    const gone = number - expected;
    if (this.#partial) {
      const hash = await this.#lookup.hashAt(chain, number - 1);
      return hash === null ? missing(1) : { number: number - 1, hash };
    }
    const elsewhere = await this.#lookup.hashAt(chain, expected);
    return elsewhere === null ? missing(gone) : `reordered: entry ${expected} of the chain stands behind it`;
  }

  /** What somebody wrote down of this very entry, and it isn't so. */
  #contradicted({ chain, number, hash }: StoredEntry): string | null {
    const heads = this.#vouched.get(chain)?.get(number);
    if (heads === undefined) return null;
    this.#vouched.get(chain)?.delete(number);
    const other = heads.find((head) => head.hash !== hash);
    return other === undefined ? null : `changed: ${other.source} knows another entry in its place`;
  }

  /** Heads of other chains that the entry names, and that are not so. */
  async #misnamed(entry: StoredEntry): Promise<string | null> {
    for (const { chain, number, hash } of anchorsOf(entry)) {
      if (number === 0 || number < (this.#starts.get(chain)?.number ?? 0)) continue;
      const head = this.#heads.get(chain);
      const found = head?.number === number ? head.hash : await this.#hashAt(chain, number);
      if (found === null) return `missing: entry ${number} of the chain ${chain}, which it names, is gone`;
      if (found !== hash) return `changed: entry ${number} of the chain ${chain} is not the one it names`;
      if (head !== undefined) head.anchored = Math.max(head.anchored, number);
    }
    return null;
  }

  async #hashAt(chain: ChainName, number: number): Promise<string | null> {
    const start = this.#starts.get(chain);
    return start?.number === number ? start.hash : await this.#lookup.hashAt(chain, number);
  }

  /** Whether a head that did not pass by is there all the same, before where reading began. */
  async #isThere({ chain, number, hash, source }: VouchedHead): Promise<boolean> {
    if (number < (this.#starts.get(chain)?.number ?? 0)) return true;
    const found = await this.#hashAt(chain, number);
    if (found === hash) return true;
    const seen = this.#heads.get(chain)?.number ?? 0;
    const reason =
      found === null
        ? `cut at the end: ${source} knows ${number} entries of the chain ${chain}, there are ${seen}`
        : `changed: ${source} knows another entry in its place`;
    return this.#broken(chain, found === null ? seen + 1 : number, reason);
  }

  #isListed(listed: ReadonlyMap<ChainName, ChainHead>): boolean {
    for (const [chain, { number, hash }] of listed) {
      const seen = this.#heads.get(chain) ?? emptyChain;
      if (seen.number < number)
        return this.#broken(
          chain,
          seen.number + 1,
          `cut at the end: the store's list of chains knows ${number} entries of the chain ${chain}, there are ${seen.number}`,
        );
      if (seen.number > number || seen.hash !== hash)
        return this.#broken(chain, number, "changed: the store's list of chains knows another last entry");
    }
    const [unlisted] = [...this.#heads.keys()].filter((chain) => !listed.has(chain));
    if (unlisted === undefined) return true;
    return this.#broken(unlisted, 1, `inserted: the store's list of chains has no chain ${unlisted}`);
  }

  /** A chain of a run that is over has its last entry named in the store's chain. */
  #isAnchored(open: ReadonlyMap<ChainName, ChainHead>): boolean {
    for (const chain of open.keys())
      if (this.#over.has(chain)) {
        const { number } = this.#heads.get(chain) ?? emptyChain;
        return this.#broken(chain, number, "changed: the store's list of chains says that the run goes on");
      }
    for (const [chain, { number, anchored }] of this.#heads)
      if (chain !== storeChain && !open.has(chain) && anchored < number)
        return this.#broken(
          chain,
          anchored + 1,
          `inserted: the store's chain names ${anchored} entries of the chain ${chain}, there are ${number}`,
        );
    return true;
  }

  #expect(head: VouchedHead): void {
    const chain = this.#vouched.get(head.chain) ?? new Map<number, VouchedHead[]>();
    this.#vouched.set(head.chain, chain);
    if (head.number > 0) chain.set(head.number, [...(chain.get(head.number) ?? []), head]);
  }

  #broken(chain: ChainName, number: number, reason: string): false {
    this.breach ??= { sequence: null, chain, number, reason };
    return false;
  }
}

/** Whether an entry's content is what its hash was made of. A store may hold anything in place of a number. */
function isSound(entry: StoredEntry): boolean {
  const { at, number, hash } = entry;
  const isTime = Number.isSafeInteger(at) && Math.abs(at) <= 8.64e15;
  return isTime && Number.isSafeInteger(number) && entryHash(entry) === hash;
}

function namedCheckpoint({ sequence, number, body }: StoredEntry): NamedCheckpoint {
  const sha256 = contentOf(body)?.["sha256"];
  return { sequence, number, sha256: typeof sha256 === "string" ? sha256 : null };
}

function missing(gone: number): string {
  return `missing: ${gone === 1 ? "1 entry before it is" : `${gone} entries before it are`} gone`;
}
