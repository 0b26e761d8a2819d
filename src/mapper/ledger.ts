import { hash } from "node:crypto";
import type { FlightRecord } from "../model/flight-record.ts";
import type { Segment, StreamCount } from "../model/mapper-block.ts";
import { readBookmarks } from "../singer/index.ts";
import { type Piece, StreamAccount } from "./stream-account.ts";
import type { Moved } from "./stream-times.ts";

/** Streams beyond this many share one account, so that a tap that makes up names can't fill the memory. */
const mostStreams = 50_000;
const longestName = 1024;
/** STATEs of one moment whose bookmarks are read. */
const mostReads = 20;
export const sharedAccount = "(more streams)";

/** The counts and open segments of all streams of a block. */
export class Ledger {
  records = 0;
  readonly #accounts = new Map<string, StreamAccount>();
  #last: StreamAccount | null = null;
  #open: StreamAccount[] = [];
  #held: StreamAccount[] = [];
  #dirty: StreamAccount[] = [];
  #moved: StreamAccount[] = [];
  #readAt = 0;
  #readsNow = 0;

  account(stream: string): StreamAccount {
    if (this.#last?.stream === stream) return this.#last;
    const name = stream.length > longestName ? `${stream.slice(0, longestName)}…` : stream;
    this.#last = this.#accounts.get(name) ?? this.#newAccount(name);
    return this.#last;
  }

  /**
   * Adds forwarded RECORD lines of one stream that lie in one piece, the last of them with this number; the bytes must not
   * change before `settle`.
   */
  add(stream: string, piece: Piece, count: number, lastLine: number, now: number): void {
    const account = this.touch(stream, now);
    if (!account.hasOpenSegment) this.#open.push(account);
    if (account.movedBytes === 0) this.#moved.push(account);
    account.movedBytes += piece.end - piece.start;
    account.add(piece, count, lastLine);
    this.records += count;
    this.#held.push(account);
  }

  /** The account of a stream that something just happened to. */
  touch(stream: string, now: number): StreamAccount {
    const account = this.account(stream);
    account.touch(now);
    this.noteChange(account);
    return account;
  }

  /** Something of this account has to be told. */
  noteChange(account: StreamAccount): void {
    if (account.isDirty) return;
    account.isDirty = true;
    this.#dirty.push(account);
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
    const bookmarks = state === null ? null : this.#bookmarks(state, at);
    const closing = { by, stateSha256, bookmarks, at };
    const segments = this.#open.map((account) => account.close(closing));
    this.#open = [];
    return segments;
  }

  /** Records forwarded since the last STATE, by stream: what a target that dies now may have been holding. */
  sinceState(): FlightRecord["streams"] {
    return this.#open.map(({ stream, openRecords: records, openedLine, lastLine }) => ({
      stream,
      records,
      firstLine: openedLine,
      lastLine,
    }));
  }

  /** The streams whose records moved since the last call, and how many bytes of each. */
  takeMoved(): Moved[] {
    const moved = this.#moved.map((account) => {
      const bytes = account.movedBytes;
      account.movedBytes = 0;
      return { account, bytes };
    });
    this.#moved = [];
    return moved;
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

  /** A tap with a STATE every few records gets those of some of them: reading each would cost more than all else. */
  #bookmarks(state: Buffer, at: number): ReadonlyMap<string, string> | null {
    this.#readsNow = at === this.#readAt ? this.#readsNow + 1 : 1;
    this.#readAt = at;
    if (this.#readsNow > mostReads) return null;
    return readBookmarks(state, new Set(this.#open.map(({ stream }) => stream)));
  }

  #newAccount(name: string): StreamAccount {
    if (this.#accounts.size >= mostStreams && name !== sharedAccount) return this.account(sharedAccount);
    const account = new StreamAccount(name);
    this.#accounts.set(name, account);
    return account;
  }
}
