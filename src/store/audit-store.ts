import type { AuditEvent, ChainHead, ChainName, StoredEntry } from "../model/audit-entry.ts";
import type { Segment } from "../model/mapper-block.ts";

export interface AuditFilter {
  /** The `sequence` after which to go on; 0 begins. */
  readonly after: number;
  readonly limit: number;
  /** Entries of the run's chain, and of the store's that are about this run. */
  readonly runId?: string;
  readonly stream?: string;
  readonly kinds?: readonly string[];
  readonly actor?: string;
  /** Milliseconds since the epoch; the time itself is in. */
  readonly since?: number;
  /** Milliseconds since the epoch; the time itself is out. */
  readonly until?: number;
  /** The last ones instead of the first ones; in the order they were written all the same. */
  readonly newest?: boolean;
}

/** A segment from before there was a chain. */
export interface UnchainedSegment extends Segment {
  readonly sequence: number;
  /** Empty where the block's opening never came. */
  readonly runId: string;
  readonly blockId: string;
}

/**
 * The hash-chained account (design section 8). Most entries come by themselves, in the transaction of what they record: facts,
 * alert transitions, silences, stored rules, acceptances. A run's chain is named by the run's id, the other one `storeChain`.
 */
export interface AuditRepository {
  /**
   * Puts events behind the heads of their chains, in their order, at the end of the transaction (outside one: in a
   * transaction of its own). An event whose `key` its chain knows already becomes no second entry. An entry for a run
   * that is closed brings an anchor of the new head into the store's chain along.
   */
  append(events: readonly AuditEvent[]): Promise<void>;
  /** Entries in the order they were written; segments from before the chain are not among them. */
  page(filter: AuditFilter): Promise<StoredEntry[]>;
  /** The hash of an entry; `null` where the store has no such entry. */
  hashAt(chain: ChainName, number: number): Promise<string | null>;
  /** The heads of all chains, or of those of runs under way and the store's; sorted by name. */
  heads(which?: "open"): Promise<ReadonlyMap<ChainName, ChainHead>>;
  /** How many entries the chains have, as their heads say. */
  count(): Promise<number>;
  /** Segments from before there was a chain: they come before every entry, and nothing vouches for them. */
  unchainedSegments(page: {
    readonly after: number;
    readonly limit: number;
    readonly runId?: string;
  }): Promise<UnchainedSegment[]>;
  /**
   * Takes the entries of a chain away up to and with a number, segments included, and remembers where it begins now. Gives
   * the last one taken, `null` where there is none such. Whether anybody vouches for the cut is the caller's business.
   */
  cutOff(chain: ChainName, upTo: number): Promise<ChainHead | null>;
  /** Chains, with the number of their last entry, of runs that are gone and of which nothing is left from `before` on. */
  goneChains(before: number, limit: number): Promise<ReadonlyMap<ChainName, number>>;
  /** Entries of the store's chain alone, in order. */
  storePage(page: { readonly after: number; readonly limit: number }): Promise<StoredEntry[]>;
  /** Where chains begin whose beginning was cut off: the last entry that is gone. */
  starts(): Promise<ReadonlyMap<ChainName, ChainHead>>;
  /**
   * Reads one state of the store, whatever is written meanwhile. On PostgreSQL an entry may become visible after one with a
   * higher sequence, so whoever verifies reads through this.
   */
  snapshot<T>(work: (audit: AuditReader) => Promise<T>): Promise<T>;
}

/** What of the account can be read. */
export type AuditReader = Pick<
  AuditRepository,
  "page" | "hashAt" | "heads" | "starts" | "count" | "unchainedSegments"
>;
