import type { ColumnMetrics } from "../../../model/column-metrics.ts";
import type { Finding } from "../../../model/finding.ts";
import type { PassedTest, StreamAccount } from "../account.ts";
import { type Facet, facet, type JsonMap, known } from "../facet.ts";

/** What was measured of a stream's columns, over the rows that were looked at. */
export function metricsFacet(streams: readonly StreamAccount[]): Facet | null {
  const columns = streams.flatMap((stream) => stream.columns);
  if (columns.length === 0) return null;
  return facet("dataQualityMetrics", {
    ...known({ rowCount: rowsLookedAt(streams) }),
    columnMetrics: Object.fromEntries(columns.map((column) => [column.column, columnFacet(column)])),
  });
}

/** All columns of a stream are looked at in the same rows. */
function rowsLookedAt(streams: readonly StreamAccount[]): number {
  return streams.reduce((sum, { columns }) => sum + (columns[0]?.records ?? 0), 0);
}

function columnFacet(column: ColumnMetrics): JsonMap {
  const { records, nulls, distinct, distinctError, sum, min, max, quantiles } = column;
  return known({
    ...{ nullCount: nulls, count: records - nulls, sum, min, max },
    // An estimate below the count would read like values that came twice.
    distinctCount: distinctError === 0 ? distinct : null,
    quantiles:
      quantiles === null
        ? null
        : {
            ...{ "0.05": quantiles.p05, "0.25": quantiles.p25, "0.5": quantiles.p50 },
            ...{ "0.75": quantiles.p75, "0.95": quantiles.p95, "0.99": quantiles.p99 },
          },
  });
}

interface Test {
  readonly stream: string;
  readonly kind: string;
  readonly name: string;
  readonly column: string | null;
  readonly status: "pass" | "fail" | "skip";
  readonly severity: "error" | "warn" | null;
  readonly description: string | null;
  readonly actual: string | null;
}

/** What checks found and what they found nothing in, as far as they judged. */
export function assertionsFacet(streams: readonly StreamAccount[]): Facet | null {
  const assertions = testsOf(streams)
    .filter(({ status }) => status !== "skip")
    .map(({ kind, name, column, status, severity, description, actual }) => ({
      ...{ assertion: kind, success: status === "pass", name },
      ...known({ column, severity, description, ...(actual === null ? {} : { expected: "0", actual }) }),
    }));
  return assertions.length === 0 ? null : facet("dataQualityAssertions", { assertions });
}

/** The same for the run as a whole, and what could not be judged. */
export function testFacet(streams: readonly StreamAccount[]): Facet | null {
  const tests = testsOf(streams).map(({ stream, kind, name, status, severity, description, actual }) => ({
    ...{ name: `${stream}.${name}`, status, type: kind },
    ...known({ severity, description, ...(actual === null ? {} : { expected: "0", actual }) }),
  }));
  return tests.length === 0 ? null : facet("test", { tests });
}

function testsOf(streams: readonly StreamAccount[]): Test[] {
  return streams.flatMap(({ stream, findings, passed }) => [
    // A check in shadow mode is nobody's business yet.
    ...findings.filter(({ mode }) => mode === "active").map((finding) => testOf(stream, finding)),
    ...passed.map((check) => passedTest(stream, check)),
  ]);
}

function testOf(stream: string, finding: Finding): Test {
  const { check, name, field, outcome, level, violations, message } = finding;
  const isViolated = outcome === "violated";
  return {
    ...{ stream, kind: check, name, column: field, description: message },
    status: isViolated ? "fail" : "skip",
    severity: level === "fail" ? "error" : level === "warn" ? "warn" : null,
    actual: isViolated ? String(violations) : null,
  };
}

function passedTest(stream: string, { name, check, column }: PassedTest): Test {
  return {
    ...{ stream, kind: check, name, column },
    status: "pass",
    severity: null,
    description: null,
    actual: null,
  };
}
