import type { StreamAccount } from "../../audit/openlineage/account.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { ColumnMetrics } from "../../model/column-metrics.ts";
import type { Finding, PassedCheck } from "../../model/finding.ts";
import type { CountedFlow, LineageBlock } from "../../model/lineage.ts";
import type { Run, StreamClaim } from "../../model/run.ts";
import type { StreamMeasures, StreamState } from "../../store/index.ts";
import { columnOrigins } from "./column-origins.ts";
import { type JudgedStream, passedTests } from "./passed-tests.ts";

/** What the store has of a block's streams. */
export interface BlockSights {
  readonly run: Run;
  readonly claims: readonly StreamClaim[];
  readonly measures: readonly StreamMeasures[];
  readonly states: readonly StreamState[];
  readonly schemas: readonly {
    readonly stream: string;
    readonly schema: Json;
    readonly keys: readonly string[] | null;
  }[];
  readonly findings: readonly Finding[];
  readonly passed: readonly PassedCheck[];
  /** What is asked of a stream. */
  readonly entries: (stream: string) => JudgedStream["entries"];
  /** Bookmarks may be told as they are. */
  readonly plainValues: boolean;
}

/** The streams of a block, each with what is known of it. */
export function streamAccounts(block: LineageBlock, sights: BlockSights): StreamAccount[] {
  return block.flows.map((flow) => {
    const ways = block.flows.filter(({ stream }) => stream === flow.stream).length;
    const findings = sights.findings.filter(({ stream }) => stream === flow.stream);
    const schema = sights.schemas.findLast(({ stream }) => stream === flow.stream);
    const passed = sights.passed.filter(({ stream }) => stream === flow.stream);
    return {
      stream: flow.stream,
      source: flow.source,
      target: flow.target,
      schema: schema?.schema ?? null,
      read: flow.records,
      written: writtenOf(flow, ways, sights),
      columns: measured(flow, findings, sights),
      findings,
      passed: passedTests({
        ...{ findings, passed, entries: sights.entries(flow.stream) },
        keys: schema?.keys ?? null,
      }),
      origins: columnOrigins(flow, findings),
      version: versionOf(flow, sights),
      change: changeOf(block, findings, { flow, ...sights }),
    };
  });
}

/**
 * What the target said it wrote; where it says nothing, what it was given in a run that went well. Where a stream goes to several
 * tables, its count is of none of them.
 */
function writtenOf(
  { stream, forwarded }: CountedFlow,
  ways: number,
  { run, claims }: BlockSights,
): number | null {
  if (ways > 1) return null;
  const said = claims.find((claim) => claim.side === "target" && claim.stream === stream)?.records;
  return said ?? (run.status === "success" ? forwarded : null);
}

/** Measures of values, without those of columns that somebody hides or that look like secrets. */
function measured(
  { stream, intoTarget }: CountedFlow,
  findings: readonly Finding[],
  { measures }: BlockSights,
): readonly ColumnMetrics[] {
  const hidden = new Set([
    ...(intoTarget ?? [])
      .filter(({ masking, maskedIfBroken }) => masking || maskedIfBroken !== undefined)
      .flatMap(({ from }) => from),
    ...findings
      .filter(({ check, action }) => check === "sensitive" || action === "mask")
      .flatMap(({ field }) => field ?? []),
  ]);
  const columns = measures.findLast((one) => one.stream === stream)?.columns ?? [];
  return columns.filter(({ column }) => !hidden.has(column));
}

/** Up to which STATE the stream was read; a bookmark itself is a value of the data. */
function versionOf({ stream }: CountedFlow, { states, plainValues }: BlockSights): string | null {
  const last = states.findLast((state) => state.stream === stream);
  if (last === undefined) return null;
  return plainValues && last.bookmark !== null ? `bookmark:${last.bookmark}` : `state:${last.stateSha256}`;
}

/** Where a table has columns that a target must alter. */
const tables = /^(?:postgres|redshift|mysql|mssql|oracle|snowflake|bigquery|sqlite|duckdb)\b/;

/**
 * What became of the target's table: made anew by a target that is told to, or given the columns that came new in this run. Only
 * of a run that went well; that a table was made at all nobody tells.
 */
function changeOf(
  { loadMethod }: LineageBlock,
  findings: readonly Finding[],
  { run, flow }: { readonly run: Run; readonly flow: CountedFlow },
): StreamAccount["change"] {
  if (run.status !== "success" || flow.target === null) return null;
  if (loadMethod?.toLowerCase() === "overwrite") return "OVERWRITE";
  const isTable = tables.test(flow.target.namespace) && (flow.forwarded ?? 0) > 0;
  const added = findings
    .filter(({ check }) => check === "schema_drift")
    .flatMap(({ changes }) => changes)
    .some(({ kind, path }) => kind === "property_added" && /^\$\.[^.[]+$/.test(path));
  return isTable && added ? "ALTER" : null;
}
