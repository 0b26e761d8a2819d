import type { Json } from "../../lib/canonical-json.ts";
import type { ReconciledStream, Reconciliation } from "./reconcile.ts";
import { segmentDocument, sidesDocument } from "./reconcile-run.ts";

/** The document of `reconcile --json` (design section 15). `null` is "nobody said", never zero. */
export function reconcileDocument({ run, deep, isNewest, totals, streams }: Reconciliation): {
  readonly [key: string]: Json;
} {
  return {
    run_id: run.runId,
    job: run.job,
    status: run.status,
    deep,
    newest_of_job: isNewest,
    forwarded: totals.forwarded,
    target_read: totals.targetRead,
    totals_equal: totals.equal,
    streams: streams.map(streamDocument),
  };
}

function streamDocument({ sides, source, rows, equal, differences, unknown }: ReconciledStream): Json {
  const segment = differences.find((one) => one.segment !== null)?.segment ?? null;
  return {
    stream: sides.stream,
    ...sidesDocument(sides),
    source_rows: source?.rows ?? null,
    target_rows: rows?.rows ?? null,
    equal,
    differences: differences.map(({ message }) => message),
    unknown: [...unknown],
    first_segment: segment === null ? null : segmentDocument(segment),
    source: source === null ? null : { since: source.since, says: source.verdict.says },
    target: rows === null ? null : { table: rows.table, load: rows.mode, says: rows.verdict.says },
  };
}
