import type { Json } from "../../lib/canonical-json.ts";
import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";

export interface SegmentTotal {
  readonly stream: string;
  readonly segments: number;
  readonly records: number;
}

/**
 * How many of a run's records lie under audited segments (design section 15, `audit coverage`). Percent is 0 to 100, and
 * `null` with a reason where the number of records seen is not known.
 */
export function coverageDocument({
  run,
  blocks,
  streams,
  totals,
}: {
  readonly run: Run;
  readonly blocks: readonly MapperBlock[];
  readonly streams: readonly StreamCount[];
  readonly totals: readonly SegmentTotal[];
}): { readonly [key: string]: Json } {
  const unknown = reasonUnknown(run, blocks);
  const names = [...new Set([...streams.map(({ stream }) => stream), ...totals.map(({ stream }) => stream)])];
  const rows = names.map((stream) => {
    const seen = streams.find((count) => count.stream === stream);
    const total = totals.find((segment) => segment.stream === stream);
    return row({ stream, records: seen?.records ?? 0, uninspected: seen?.uninspected ?? 0, total, unknown });
  });
  const covered = rows.reduce((sum, { covered }) => sum + covered, 0);
  const records = rows.reduce((sum, { records }) => sum + records, 0);
  return {
    run_id: run.runId,
    job: run.job,
    status: run.status,
    percent: unknown === null ? percentOf(covered, records) : null,
    reason: unknown,
    streams: rows,
  };
}

function row({
  stream,
  records,
  uninspected,
  total,
  unknown,
}: {
  readonly stream: string;
  readonly records: number;
  readonly uninspected: number;
  readonly total: SegmentTotal | undefined;
  readonly unknown: string | null;
}) {
  const covered = total?.records ?? 0;
  const missing = records - covered;
  return {
    stream,
    records: Math.max(records, covered),
    covered,
    uninspected,
    segments: total?.segments ?? 0,
    percent: unknown === null ? percentOf(covered, records) : null,
    reason: unknown ?? (missing > 0 ? `${missing} records have no durable segment.` : null),
  };
}

function reasonUnknown(run: Run, blocks: readonly MapperBlock[]): string | null {
  if (blocks.length === 0) return "No mapper was in the pipe.";
  if (run.status === "running" && blocks.some(({ closedAt }) => closedAt === null)) return "The run goes on.";
  if (blocks.some(({ closedAt }) => closedAt === null))
    return "A mapper ended without saying so: how many records it saw is not known.";
  return null;
}

/** Rounded down, so that 100 is said only when every record is covered. */
function percentOf(covered: number, records: number): number {
  return records === 0 ? 100 : Math.floor((covered / records) * 10_000) / 100;
}
