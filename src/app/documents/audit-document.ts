import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Store } from "../../store/index.ts";

type RecordedSegment = Awaited<ReturnType<Store["blocks"]["segmentPage"]>>[number];

/** An entry of the audit (design section 15). The chain over the entries is not there yet: both hashes are `null`. */
export function auditEntry(segment: RecordedSegment): { readonly [key: string]: Json } {
  return {
    sequence: segment.sequence,
    at: toTimestamp(segment.closedAt),
    kind: "segment",
    actor: "pitchpipe-mapper",
    run_id: segment.runId,
    stream: segment.stream,
    hash: null,
    previous_hash: null,
    body: {
      records: segment.records,
      bytes: segment.bytes,
      sha256: segment.sha256,
      state_sha256: segment.stateSha256,
      bookmark: segment.bookmark,
      closed_by: segment.closedBy,
    },
  };
}

const pageSize = 1_000;

/** Every entry, or those of one run, in the order they were recorded; read a page at a time. */
export async function* auditEntries(
  store: Store,
  { runId, limit }: { readonly runId: string | null; readonly limit: number },
): AsyncGenerator<{ readonly [key: string]: Json }> {
  let after = 0;
  let left = limit;
  while (left > 0) {
    const page = await store.blocks.segmentPage({
      ...(runId === null ? {} : { runId }),
      after,
      limit: Math.min(pageSize, left),
    });
    for (const segment of page) yield auditEntry(segment);
    const last = page.at(-1);
    if (last === undefined || page.length < Math.min(pageSize, left)) return;
    after = last.sequence;
    left -= page.length;
  }
}
