import { hash } from "node:crypto";
import type { Segment, StreamCount } from "../model/mapper-block.ts";
import { StreamAccount } from "./stream-account.ts";

/** Streams beyond this many share one account, so that a tap that makes up names can't fill the memory. */
const mostStreams = 50_000;
const longestName = 1024;
export const sharedAccount = "(more streams)";

/** The counts and open segments of all streams of a block. */
export class Ledger {
  records = 0;
  readonly #blockId: string;
  readonly #accounts = new Map<string, StreamAccount>();
  #last: StreamAccount | null = null;
  #open: StreamAccount[] = [];
  #held: StreamAccount[] = [];
  #dirty: StreamAccount[] = [];

  constructor(blockId: string) {
    this.#blockId = blockId;
  }

  account(stream: string): StreamAccount {
    if (this.#last?.stream === stream) return this.#last;
    const name = stream.length > longestName ? `${stream.slice(0, longestName)}…` : stream;
    this.#last = this.#accounts.get(name) ?? this.#newAccount(name);
    return this.#last;
  }

  /** Adds forwarded RECORD lines of one stream that lie in one piece; the bytes must not change before `settle`. */
  add(stream: string, bytes: Buffer, start: number, end: number, count: number, now: number): void {
    const account = this.touch(stream, now);
    if (!account.hasOpenSegment) this.#open.push(account);
    account.add(bytes, start, end, count);
    this.records += count;
    this.#held.push(account);
  }

  /** The account of a stream that something just happened to. */
  touch(stream: string, now: number): StreamAccount {
    const account = this.account(stream);
    account.touch(now);
    if (!account.isDirty) {
      account.isDirty = true;
      this.#dirty.push(account);
    }
    return account;
  }

  /** Call this before the bytes that were added change. */
  settle(): void {
    for (const account of this.#held) account.settle();
    this.#held.length = 0;
  }

  /** Closes the segment of every stream that had records since the last STATE. */
  closeSegments(by: Segment["closedBy"], state: Buffer | null, at: number): Segment[] {
    if (this.#open.length === 0) return [];
    const stateSha256 = state === null ? null : hash("sha256", state, "hex");
    const closing = { blockId: this.#blockId, by, stateSha256, at };
    const segments = this.#open.map((account) => account.close(closing));
    this.#open = [];
    return segments;
  }

  /** Records forwarded since the last STATE, by stream: what a target that dies now may have been holding. */
  sinceState(): { readonly stream: string; readonly records: number }[] {
    return this.#open.map(({ stream, openRecords: records }) => ({ stream, records }));
  }

  /** The streams that changed since the last call. */
  takeChanged(): StreamCount[] {
    const changed = this.#dirty.map((account) => {
      account.isDirty = false;
      return account.count();
    });
    this.#dirty = [];
    return changed;
  }

  #newAccount(name: string): StreamAccount {
    if (this.#accounts.size >= mostStreams && name !== sharedAccount) return this.account(sharedAccount);
    const account = new StreamAccount(name, this.#accounts.size + 1);
    this.#accounts.set(name, account);
    return account;
  }
}
