import { CompiledQuery } from "kysely";
import type { AuditEvent } from "../../model/audit-entry.ts";
import type { Dialect } from "../dialect.ts";
import { inPieces } from "../repositories/many.ts";
import type { Database } from "../tables.ts";
import { isSegments, type SegmentsEvent, type Waiting } from "./chained.ts";

/** What stands in the store already. */
export interface Known {
  has(identity: string): boolean;
  add(identity: string): void;
  /** No segment of these is known, and none of them comes twice: there is no need to look at each. */
  readonly freshSegments: boolean;
}

/** What tells an event from all others. */
export function eventIdentity({ chain, key }: Pick<AuditEvent, "chain" | "key">): string {
  return `${chain}\0${key}`;
}

/** What tells a segment from all others. */
export function segmentIdentity(blockId: string, stream: string, number: number): string {
  return `${blockId}\0${stream}\0${number}`;
}

/** Which of these stand in the store already. Their chains must be held. */
export async function knownAmong(
  db: Database,
  dialect: Dialect,
  waiting: readonly Waiting[],
): Promise<Known> {
  const events = waiting.filter((event): event is AuditEvent => !isSegments(event));
  const ranges = rangesOf(waiting.filter(isSegments));
  const segments = await knownSegments(db, dialect, ranges);
  const known = new Set([...(await knownEvents(db, events)), ...segments]);
  return {
    has: (identity) => known.has(identity),
    add: (identity) => void known.add(identity),
    freshSegments: segments.length === 0 && ranges.every(({ ascending }) => ascending),
  };
}

async function knownEvents(db: Database, events: readonly AuditEvent[]): Promise<string[]> {
  const known: string[] = [];
  for (const [chain, ofChain] of Map.groupBy(events, (event) => event.chain)) {
    const rows = await inPieces(
      ofChain.map(({ key }) => key),
      (piece) =>
        db
          .selectFrom("audit_entries")
          .select("event_key")
          .where("chain", "=", chain)
          .where("event_key", "in", piece)
          .execute(),
    );
    for (const { event_key } of rows) known.push(eventIdentity({ chain, key: event_key }));
  }
  return known;
}

/** The numbers of one stream's segments that came together. */
interface Range {
  readonly blockId: string;
  readonly stream: string;
  low: number;
  high: number;
  /** Each number was greater than the one before. */
  ascending: boolean;
}

function rangesOf(events: readonly SegmentsEvent[]): Range[] {
  const ranges = new Map<string, Range>();
  let range: Range | undefined;
  for (const { blockId, segments } of events)
    for (const { stream, number } of segments) {
      if (range?.stream !== stream || range.blockId !== blockId) range = rangeFor(ranges, blockId, stream);
      if (number <= range.high) range.ascending = false;
      else range.high = number;
      if (number < range.low) range.low = number;
    }
  return [...ranges.values()];
}

function rangeFor(ranges: Map<string, Range>, blockId: string, stream: string): Range {
  const key = `${blockId}\0${stream}`;
  const range = ranges.get(key) ?? {
    ...{ blockId, stream, ascending: true },
    ...{ low: Number.MAX_SAFE_INTEGER, high: Number.MIN_SAFE_INTEGER },
  };
  ranges.set(key, range);
  return range;
}

/** Ranges a statement. */
const rangesAtOnce = 64;

/** Asked by ranges: segments come by the thousand, and hardly ever a second time. */
async function knownSegments(db: Database, dialect: Dialect, ranges: readonly Range[]): Promise<string[]> {
  const known: string[] = [];
  for (let from = 0; from < ranges.length; from += rangesAtOnce) {
    const piece = ranges.slice(from, from + rangesAtOnce);
    const values = piece.flatMap(({ blockId, stream, low, high }) => [blockId, stream, low, high]);
    const query = CompiledQuery.raw(rangesText(dialect, piece.length), values);
    const { rows } = await db.executeQuery<{ block_id: string; stream: string; number: number }>(query);
    for (const { block_id, stream, number } of rows) known.push(segmentIdentity(block_id, stream, number));
  }
  return known;
}

function rangesText(dialect: Dialect, count: number): string {
  const range = (index: number) => {
    const mark = (place: number) => dialect.parameter(index * 4 + place);
    return `(block_id = ${mark(1)} and stream = ${mark(2)} and number between ${mark(3)} and ${mark(4)})`;
  };
  const ranges = Array.from({ length: count }, (_, index) => range(index)).join(" or ");
  return `select block_id, stream, number from ${dialect.table("segments")} where ${ranges}`;
}
