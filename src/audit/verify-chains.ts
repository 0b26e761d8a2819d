import {
  type AuditEntry,
  type ChainHead,
  type ChainName,
  emptyChain,
  entryHash,
} from "../model/audit-entry.ts";

/** An entry with its place in the store. */
export interface StoredEntry extends AuditEntry {
  readonly sequence: number;
}

/** What is wrong first; `sequence` is the place in the store of the entry where it shows. */
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

/** Entry kinds whose body names the head of another chain: `{chain, number, hash}`. */
export const anchorKinds: ReadonlySet<string> = new Set(["run_closed", "chain_anchored"]);

/**
 * Reads entries in the store's order and finds the first one that isn't what was written, or isn't where it was. Chains
 * begin at `starts` where their beginning was cut off under a signature, else at their first entry.
 */
export class ChainVerifier {
  entries = 0;
  breach: Breach | null = null;
  readonly #heads: Map<ChainName, ChainHead>;
  readonly #lookup: ChainLookup;

  constructor(lookup: ChainLookup, starts: ReadonlyMap<ChainName, ChainHead> = new Map()) {
    this.#lookup = lookup;
    this.#heads = new Map(starts);
  }

  /** The heads of all chains up to here. */
  get heads(): ReadonlyMap<ChainName, ChainHead> {
    return this.#heads;
  }

  /** Whether all is well up to and with this entry. */
  async take(entry: StoredEntry): Promise<boolean> {
    this.entries += 1;
    const head = this.#heads.get(entry.chain) ?? emptyChain;
    const reason =
      (await this.#misplaced(entry, head)) ?? changed(entry, head) ?? (await this.#anchor(entry));
    if (reason !== null) {
      const { sequence, chain, number } = entry;
      this.breach = { sequence, chain, number, reason };
      return false;
    }
    this.#heads.set(entry.chain, { number: entry.number, hash: entry.hash });
    return true;
  }

  /** After the last entry: whether a chain ends before the head that was known of it. */
  end(known: ReadonlyMap<ChainName, ChainHead>, source: string): boolean {
    for (const [chain, { number, hash }] of known) {
      const head = this.#heads.get(chain) ?? emptyChain;
      if (head.number < number)
        return this.#broken(chain, head.number + 1, `cut at the end: ${source} knows ${number} entries`);
      if (head.number === number && head.hash !== hash)
        return this.#broken(chain, number, `changed: ${source} knows another hash`);
    }
    return true;
  }

  async #misplaced({ chain, number }: StoredEntry, head: ChainHead): Promise<string | null> {
    const expected = head.number + 1;
    if (number === expected) return null;
    if (number < expected) return `inserted or reordered: entry ${number} of the chain was here before`;
    const elsewhere = await this.#lookup.hashAt(chain, expected);
    return elsewhere === null
      ? `missing: ${count(number - expected)} before it ${number - expected === 1 ? "is" : "are"} gone`
      : `reordered: entry ${expected} of the chain stands behind it`;
  }

  async #anchor(entry: StoredEntry): Promise<string | null> {
    if (!anchorKinds.has(entry.kind)) return null;
    const anchor = anchorOf(entry.body);
    if (anchor === null || anchor.number === 0) return null;
    const found = await this.#lookup.hashAt(anchor.chain, anchor.number);
    if (found === anchor.hash) return null;
    return found === null
      ? `missing: entry ${anchor.number} of the chain ${anchor.chain}, which it names, is gone`
      : `changed: entry ${anchor.number} of the chain ${anchor.chain} is not the one it names`;
  }

  #broken(chain: ChainName, number: number, reason: string): false {
    this.breach ??= { sequence: null, chain, number, reason };
    return false;
  }
}

function changed(entry: StoredEntry, head: ChainHead): string | null {
  if (entryHash(entry) !== entry.hash) return "changed: its content is not what its hash was made of";
  return entry.previousHash === head.hash ? null : "changed: the entry before it is not the one it follows";
}

/** The head that an entry's body names; `null` where it names none. */
export function anchorOf(body: string): (ChainHead & { readonly chain: ChainName }) | null {
  const { chain, number, hash }: Record<string, unknown> = JSON.parse(body) ?? {};
  return typeof chain === "string" && typeof number === "number" && typeof hash === "string"
    ? { chain, number, hash }
    : null;
}

function count(entries: number): string {
  return entries === 1 ? "1 entry" : `${entries} entries`;
}
