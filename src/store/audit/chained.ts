import type { AuditEvent, ChainName } from "../../model/audit-entry.ts";
import type { Segment } from "../../model/mapper-block.ts";
import { storableText } from "../storable.ts";

/** Segments of a block on their way into its run's chain. */
export interface SegmentsEvent {
  readonly chain: ChainName;
  readonly blockId: string;
  readonly segments: Segment[];
}

/** Something on its way into a chain. */
export type Waiting = AuditEvent | SegmentsEvent;

export function isSegments(event: Waiting): event is SegmentsEvent {
  return "segments" in event;
}

/** The program that sees segments. */
export const segmentActor = "pitchpipe-mapper";

export const segmentKind = "segment";

/** What all entries of a stream's segments have in common. */
export function segmentHeading(runId: string, stream: string) {
  return { actor: segmentActor, chain: runId, kind: segmentKind, runId, stream };
}

/** The event as the database gives it back: what is hashed must be what is kept. */
export function storableEvent(event: AuditEvent): AuditEvent {
  const { key, chain, actor, runId, stream } = event;
  return {
    ...event,
    ...{ key: storableText(key), chain: storableText(chain) },
    actor: storableText(actor),
    runId: runId === null ? null : storableText(runId),
    stream: stream === null ? null : storableText(stream),
  };
}

/** The same for a segment; hardly ever is there anything to change. */
export function storableSegment(segment: Segment): Segment {
  const stream = storableText(segment.stream);
  return stream === segment.stream ? segment : { ...segment, stream };
}
