import type { Segment } from "../../model/mapper-block.ts";
import type { Difference } from "./compare-sides.ts";

/** Where in a stream a difference shows. Records are counted among the forwarded ones, from 1. */
export interface FirstSegment {
  readonly number: number;
  readonly segments: number;
  readonly firstRecord: number;
  readonly lastRecord: number;
  /** It may show in an earlier one as well: the counts say no more. */
  readonly atLatest: boolean;
}

type Counted = Pick<Segment, "number" | "records">;

/**
 * The first segment in which a difference shows, of a stream's segments in order. A target that took N records lacks one of
 * the first N + 1; any other difference has a place only where there is but one segment.
 */
export function firstSegment({ alike }: Difference, segments: readonly Counted[]): FirstSegment | null {
  let before = 0;
  for (const { number, records } of segments) {
    const place = {
      number,
      segments: segments.length,
      firstRecord: before + 1,
      lastRecord: before + records,
    };
    if (segments.length === 1) return { ...place, atLatest: false };
    if (alike !== null && alike < before + records) return { ...place, atLatest: before > 0 };
    before += records;
  }
  return null;
}

/** The same as a sentence. */
export function segmentSentence({
  number,
  segments,
  firstRecord,
  lastRecord,
  atLatest,
}: FirstSegment): string {
  const records = lastRecord < firstRecord ? "no records" : `records ${firstRecord} to ${lastRecord}`;
  if (segments === 1) return `The stream has one segment, ${records}.`;
  return `It shows in segment ${number} of ${segments} (${records})${atLatest ? " at the latest" : ""}.`;
}
