import { createHash, type Hash, hash } from "node:crypto";
import type { Segment, StreamCount } from "../model/mapper-block.ts";
import { redactBookmark } from "./redact-bookmark.ts";
import { type Phase, roundedShares } from "./time-account.ts";

/** What closes a segment. */
export interface Closing {
  readonly by: Segment["closedBy"];
  readonly stateSha256: string | null;
  /** The STATE's bookmarks, by stream, as they are written there. */
  readonly bookmarks: ReadonlyMap<string, string> | null;
  readonly at: number;
}

/** A part of a buffer. */
export interface Piece {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const longestBookmark = 2048;
/** Segments up to this size are hashed in one go at their end. */
const mostCopied = 1024;

/**
 * Counts of one stream and its open segment. Bytes to hash are only remembered at first: records that come in one piece
 * and end with a STATE are hashed in one call.
 */
export class StreamAccount {
  readonly stream: string;
  records = 0;
  bytes = 0;
  quarantined = 0;
  dropped = 0;
  uninspected = 0;
  batches = 0;
  schemas = 0;
  states = 0;
  firstAt: number | null = null;
  lastAt: number | null = null;
  /** Changed since it was last told. */
  isDirty = false;
  /** Records of the open segment. */
  openRecords = 0;
  /** The lines of its first and last record. */
  openedLine = 0;
  lastLine = 0;
  /** Bytes that moved since somebody asked. */
  movedBytes = 0;
  /** Milliseconds that went by for this stream. */
  readonly spent: Record<Phase, number> = { tap: 0, target: 0, own: 0 };
  #openBytes = 0;
  #openedAt = 0;
  #number = 0;
  #hash: Hash | null = null;
  /** The first bytes of the segment, where they are few: ten thousand streams with a record each need no hash object. */
  #copy: Buffer | null = null;
  #held: Buffer | null = null;
  #heldStart = 0;
  #heldEnd = 0;

  constructor(stream: string) {
    this.stream = stream;
  }

  /** Adds `count` forwarded RECORD lines that lie in one piece. The bytes must not change before `settle`. */
  add({ bytes, start, end }: Piece, count: number, lastLine: number): void {
    if (this.#openBytes === 0) this.openedLine = lastLine - count + 1;
    this.lastLine = lastLine;
    this.records += count;
    this.bytes += end - start;
    this.openRecords += count;
    this.#openBytes += end - start;
    if (this.#held === bytes && this.#heldEnd === start) {
      this.#heldEnd = end;
      return;
    }
    this.settle();
    this.#held = bytes;
    this.#heldStart = start;
    this.#heldEnd = end;
  }

  /** Notes when records came. */
  touch(now: number): void {
    this.firstAt ??= now;
    this.lastAt = now;
    if (this.openRecords === 0 && this.#openBytes === 0) this.#openedAt = now;
  }

  /** Takes what it remembers into the hash, so that the bytes may change. */
  settle(): void {
    if (this.#held === null) return;
    const piece = this.#held.subarray(this.#heldStart, this.#heldEnd);
    this.#held = null;
    if (this.#hash === null && this.#copy === null && piece.length <= mostCopied)
      this.#copy = Buffer.from(piece);
    else this.#openHash().update(piece);
  }

  get hasOpenSegment(): boolean {
    return this.#openBytes > 0;
  }

  close({ by, stateSha256, bookmarks, at }: Closing): Segment {
    const bookmark = bookmarks?.get(this.stream) ?? null;
    this.#number++;
    const segment: Segment = {
      stream: this.stream,
      number: this.#number,
      records: this.openRecords,
      bytes: this.#openBytes,
      sha256: this.#digest(),
      stateSha256,
      bookmark: bookmark === null || bookmark.length > longestBookmark ? null : redactBookmark(bookmark),
      closedBy: by,
      openedAt: this.#openedAt,
      closedAt: at,
    };
    if (by === "state") this.states++;
    this.openRecords = 0;
    this.#openBytes = 0;
    this.#hash = null;
    this.#copy = null;
    this.#held = null;
    return segment;
  }

  count(): StreamCount {
    return {
      stream: this.stream,
      records: this.records + this.quarantined + this.dropped,
      bytes: this.bytes,
      forwarded: this.records,
      quarantined: this.quarantined,
      dropped: this.dropped,
      uninspected: this.uninspected,
      batches: this.batches,
      schemas: this.schemas,
      states: this.states,
      firstAt: this.firstAt,
      lastAt: this.lastAt,
      ...roundedShares(this.spent),
    };
  }

  #digest(): string {
    if (this.#hash === null && this.#copy === null && this.#held !== null)
      return hash("sha256", this.#held.subarray(this.#heldStart, this.#heldEnd), "hex");
    this.settle();
    if (this.#hash === null && this.#copy !== null) return hash("sha256", this.#copy, "hex");
    return this.#openHash().digest("hex");
  }

  #openHash(): Hash {
    if (this.#hash !== null) return this.#hash;
    this.#hash = createHash("sha256");
    if (this.#copy !== null) this.#hash.update(this.#copy);
    this.#copy = null;
    return this.#hash;
  }
}
