import type { Fact } from "../../model/fact.ts";
import type { Segment } from "../../model/mapper-block.ts";

type SegmentRow = readonly [
  stream: string,
  number: number,
  records: number,
  bytes: number,
  sha256: string,
  stateSha256: string | null,
  bookmark: string | null,
  closedBy: Segment["closedBy"],
  openedAt: number,
  closedAt: number,
];

type Packed = Exclude<Fact, { readonly kind: "segments" }> | PackedSegments;

interface PackedSegments {
  readonly kind: "packed";
  readonly blockId: string;
  readonly runId: string;
  readonly rows: readonly SegmentRow[];
}

/** Facts as text for the way between threads. Segments come by the thousand, so theirs goes without the keys. */
export function packFacts(facts: readonly Fact[]): string {
  return JSON.stringify(facts.map(pack));
}

export function unpackFacts(text: string): Fact[] {
  return (JSON.parse(text) as Packed[]).map(unpack);
}

function pack(fact: Fact): Packed {
  if (fact.kind !== "segments") return fact;
  const { blockId, runId } = fact;
  const rows = fact.segments.map(
    (it): SegmentRow => [
      it.stream,
      it.number,
      it.records,
      it.bytes,
      it.sha256,
      it.stateSha256,
      it.bookmark,
      it.closedBy,
      it.openedAt,
      it.closedAt,
    ],
  );
  return { kind: "packed", blockId, runId, rows };
}

function unpack(packed: Packed): Fact {
  if (packed.kind !== "packed") return packed;
  const { blockId, runId } = packed;
  return { kind: "segments", blockId, runId, segments: packed.rows.map(segmentOf) };
}

function segmentOf(row: SegmentRow): Segment {
  return {
    stream: row[0],
    number: row[1],
    records: row[2],
    bytes: row[3],
    sha256: row[4],
    stateSha256: row[5],
    bookmark: row[6],
    closedBy: row[7],
    openedAt: row[8],
    closedAt: row[9],
  };
}
