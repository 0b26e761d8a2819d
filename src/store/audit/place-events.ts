import {
  type AuditEntry,
  type AuditEvent,
  type ChainName,
  linkEvent,
  runEndedKind,
  runResumedKind,
} from "../../model/audit-entry.ts";
import type { HeldHead } from "./chain-heads.ts";
import { isSegments, type SegmentsEvent, type Waiting } from "./chained.ts";
import { eventIdentity, type Known, segmentIdentity } from "./known.ts";
import { SegmentPen, SegmentRows } from "./segment-pen.ts";

/** An event in its place. */
export interface PlacedEvent {
  readonly entry: AuditEntry;
  readonly key: string;
}

/** Neighbours in the order of the account that go into one table. */
export type Stretch =
  | { readonly kind: "events"; readonly events: PlacedEvent[] }
  | { readonly kind: "segments"; readonly rows: SegmentRows };

/** Puts events behind the heads of their chains, in order, leaving out what is known; moves the heads on. */
export function placeEvents(
  waiting: readonly Waiting[],
  heads: Map<ChainName, HeldHead>,
  known: Known,
): Stretch[] {
  const stretches: Stretch[] = [];
  for (const event of waiting) {
    const head = heads.get(event.chain);
    if (head === undefined) throw new TypeError(`The head of the chain ${event.chain} is not held.`);
    if (isSegments(event)) heads.set(event.chain, placeSegments(event, head, known, stretches));
    else heads.set(event.chain, placeEvent(event, head, known, stretches));
  }
  return stretches;
}

function placeEvent(event: AuditEvent, head: HeldHead, known: Known, stretches: Stretch[]): HeldHead {
  const identity = eventIdentity(event);
  if (known.has(identity)) return head;
  known.add(identity);
  const entry = linkEvent(event, head);
  const last = stretches.at(-1);
  const placed = { entry, key: event.key };
  if (last?.kind === "events") last.events.push(placed);
  else stretches.push({ kind: "events", events: [placed] });
  return { number: entry.number, hash: entry.hash, closed: closedBy(entry.kind, head) };
}

function closedBy(kind: string, { closed }: HeldHead): boolean {
  if (kind === runEndedKind) return true;
  return kind === runResumedKind ? false : closed;
}

function placeSegments(
  { chain, blockId, segments }: SegmentsEvent,
  head: HeldHead,
  known: Known,
  stretches: Stretch[],
): HeldHead {
  const fresh = known.freshSegments
    ? segments
    : segments.filter(({ stream, number }) => {
        const identity = segmentIdentity(blockId, stream, number);
        if (known.has(identity)) return false;
        known.add(identity);
        return true;
      });
  if (fresh.length === 0) return head;
  const pen = new SegmentPen(chain, blockId, head, rowsAtEnd(stretches));
  for (const segment of fresh) pen.write(segment);
  return { number: pen.number, hash: pen.hash, closed: head.closed };
}

function rowsAtEnd(stretches: Stretch[]): SegmentRows {
  const last = stretches.at(-1);
  if (last?.kind === "segments") return last.rows;
  const rows = new SegmentRows();
  stretches.push({ kind: "segments", rows });
  return rows;
}
