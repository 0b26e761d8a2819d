import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";

export interface SegmentTotal {
  readonly stream: string;
  readonly segments: number;
  readonly records: number;
}

/**
 * How many of a run's records the account answers for (design section 15, `audit coverage`): those that lie under segments, and
 * those that entries of their own say were set aside or left out. Percent is 0 to 100, and `null` with a reason where the
 * number of records seen is not known, or is less than what the account holds.
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
}) {
  const unknown = reasonUnknown(run, blocks);
  const names = [...new Set([...streams.map(({ stream }) => stream), ...totals.map(({ stream }) => stream)])];
  const rows = names.map((stream) => {
    const seen = streams.find((count) => count.stream === stream);
    const total = totals.find((segment) => segment.stream === stream);
    return row({ stream, seen, total, unknown });
  });
  const covered = rows.reduce((sum, { covered }) => sum + covered, 0);
  const records = rows.reduce((sum, { records }) => sum + records, 0);
  const doubt = unknown ?? rows.find(({ percent }) => percent === null)?.reason ?? null;
  return {
    run_id: run.runId,
    job: run.job,
    status: run.status,
    percent: doubt === null ? percentOf(covered, records) : null,
    reason: doubt,
    streams: rows,
  };
}

export type CoverageDocument = ReturnType<typeof coverageDocument>;

function row({
  stream,
  seen,
  total,
  unknown,
}: {
  readonly stream: string;
  readonly seen: StreamCount | undefined;
  readonly total: SegmentTotal | undefined;
  readonly unknown: string | null;
}) {
  const { records, uninspected, quarantined, dropped, batches = 0 } = seen ?? nothingSeen;
  const covered = (total?.records ?? 0) + quarantined + dropped;
  const missing = records - covered;
  const doubt = unknown ?? uncounted(batches) ?? (missing < 0 ? surplus(stream, { covered, records }) : null);
  return {
    stream,
    records: Math.max(records, covered),
    covered,
    quarantined,
    dropped,
    uninspected,
    segments: total?.segments ?? 0,
    percent: doubt === null ? percentOf(covered, records) : null,
    reason: doubt ?? (missing > 0 ? lacking(missing) : null),
  };
}

const nothingSeen: Partial<StreamCount> &
  Pick<StreamCount, "records" | "uninspected" | "quarantined" | "dropped"> = {
  records: 0,
  uninspected: 0,
  quarantined: 0,
  dropped: 0,
};

function uncounted(batches: number): string | null {
  if (batches === 0) return null;
  return `${batches === 1 ? "1 BATCH message" : `${batches} BATCH messages`} passed: how many records lie in the files is not known.`;
}

/** One of the two was changed, or is not of this run. */
function surplus(
  stream: string,
  { covered, records }: { readonly covered: number; readonly records: number },
): string {
  return `The account holds ${covered} of ${stream}, more than the ${records} that were counted: see \`pitchpipe audit verify\`.`;
}

function lacking(records: number): string {
  return `${records === 1 ? "1 record has" : `${records} records have`} no durable segment.`;
}

function reasonUnknown(run: Run, blocks: readonly MapperBlock[]): string | null {
  if (run.status === "running") return "The run goes on.";
  if (blocks.length === 0) return "No mapper was in the pipe.";
  if (blocks.some(({ closedAt }) => closedAt === null))
    return "A mapper ended without saying so: how many records it saw is not known.";
  return null;
}

/** Rounded down, so that 100 is said only when every record is covered. */
function percentOf(covered: number, records: number): number {
  return records === 0 ? 100 : Math.floor((covered / records) * 10_000) / 100;
}
