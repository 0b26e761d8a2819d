import { type ChainHead, entryHasher, segmentBody } from "../../model/audit-entry.ts";
import type { Segment } from "../../model/mapper-block.ts";
import { mostAtOnce } from "../bulk-insert.ts";
import { storable } from "../storable.ts";
import type { NewSegmentRow } from "../tables/mapper-blocks.ts";
import { segmentHeading } from "./chained.ts";

/** The columns of a segment's row, in the order in which its values are written. */
export const segmentColumns = [
  "block_id",
  "stream",
  "number",
  "segment_id",
  "records",
  "bytes",
  "sha256",
  "state_sha256",
  "bookmark",
  "closed_by",
  "opened_at",
  "closed_at",
  "chain_number",
  "hash",
] as const satisfies readonly (keyof NewSegmentRow)[];

/** Rows of segments as flat values, in pieces that are a statement each: one long list would be copied again and again. */
export class SegmentRows {
  readonly pieces: unknown[][] = [];
  #last: unknown[] = [];

  /** Where the next row's values go. */
  room(): unknown[] {
    if (this.#last.length % (mostAtOnce * segmentColumns.length) === 0) {
      this.#last = [];
      this.pieces.push(this.#last);
    }
    return this.#last;
  }
}

/**
 * Puts segments behind the head of their run's chain, a row of flat values each. A tap may close a hundred thousand in a
 * second, so nothing is made here that isn't written.
 */
export class SegmentPen {
  number: number;
  hash: string;
  readonly #chain: string;
  readonly #blockId: string;
  readonly #rows: SegmentRows;
  #stream: string | null = null;
  #hasher: ReturnType<typeof entryHasher> | null = null;

  constructor(chain: string, blockId: string, head: ChainHead, rows: SegmentRows) {
    this.number = head.number;
    this.hash = head.hash;
    this.#chain = chain;
    this.#blockId = blockId;
    this.#rows = rows;
  }

  write(segment: Segment): void {
    const { stream, number, records, bytes, sha256, stateSha256, bookmark, closedBy, openedAt, closedAt } =
      segment;
    this.number += 1;
    this.hash = this.#hasherOf(stream)(closedAt, segmentBody(segment), this.number, this.hash);
    const row = this.#rows.room();
    row.push(
      this.#blockId,
      stream,
      number,
      "",
      records,
      bytes,
      sha256,
      stateSha256,
      storable(bookmark ?? null),
    );
    row.push(closedBy, openedAt, closedAt, this.number, this.hash);
  }

  #hasherOf(stream: string): ReturnType<typeof entryHasher> {
    if (this.#hasher === null || this.#stream !== stream) {
      this.#hasher = entryHasher(segmentHeading(this.#chain, stream));
      this.#stream = stream;
    }
    return this.#hasher;
  }
}
