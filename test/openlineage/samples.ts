import type {
  BlockAccount,
  RunAccount,
  RunSurroundings,
  StreamAccount,
} from "../../src/audit/openlineage/account.ts";
import type { ColumnMetrics } from "../../src/model/column-metrics.ts";
import type { Dossier } from "../../src/model/dossier.ts";
import { badRun, goodRun, startedAt } from "../fixtures/runs/seed.ts";
import { aFinding } from "../fixtures/store/samples.ts";

/** A run's surroundings of which nothing is known. */
export const nothingKnown: RunSurroundings = {
  namespace: "meltano",
  parent: null,
  nominalTime: null,
  source: null,
  meltanoVersion: null,
  environmentVariables: {},
  jobTags: {},
  runTags: {},
};

const dag = { namespace: "airflow", name: "nightly", runId: "019ca8d0-0000-7000-8000-00000000000a" };

/** A run's surroundings of which all is known. */
export const allKnown: RunSurroundings = {
  namespace: "meltano",
  parent: {
    namespace: "airflow",
    name: "nightly.load",
    runId: "019ca8d1-0000-7000-8000-00000000000b",
    root: dag,
  },
  nominalTime: { start: startedAt, end: startedAt + 3_600_000 },
  source: {
    url: "https://git.example.com/data/elt/blob/4f1c0de/meltano.yml",
    repoUrl: "https://git.example.com/data/elt",
    path: "meltano.yml",
    version: "4f1c0de",
    branch: "main",
  },
  meltanoVersion: "4.4.1",
  environmentVariables: { MELTANO_ENVIRONMENT: "prod" },
  jobTags: { team: "wms" },
  runTags: { ENVIRONMENT: "production" },
};

const quantiles = { p05: 1, p25: 2, p50: 3.5, p75: 4, p95: 5, p99: 6 };

/** The measures of a column of numbers. */
export const idMetrics: ColumnMetrics = {
  column: "id",
  records: 300,
  nulls: 0,
  types: { integer: 300 },
  distinct: 299,
  distinctError: 0.023,
  min: 1,
  max: 300,
  mean: 150.5,
  sum: 45_150,
  quantiles,
  lengthMin: null,
  lengthMax: null,
  lengthMean: null,
  top: [],
  sampled: 300,
};

const noteMetrics: ColumnMetrics = {
  ...idMetrics,
  ...{
    column: "note",
    nulls: 12,
    types: { string: 288 },
    distinct: 12,
    distinctError: 0,
    min: null,
    max: null,
    sum: null,
  },
  ...{ mean: null, quantiles: null, lengthMin: 1, lengthMax: 40, lengthMean: 20 },
};

const schema = {
  properties: {
    id: { type: "integer" },
    note: { type: ["null", "string"] },
    at: { type: "string", format: "date-time" },
    lines: { type: "array", items: { type: "object", properties: { qty: { type: ["number", "null"] } } } },
    any: {},
    price: { anyOf: [{ type: "number" }, { type: "string" }, { type: "null" }] },
  },
};

/** A stream of which all is known. */
export const orders: StreamAccount = {
  stream: "public-orders",
  source: { namespace: "postgres://db.example.com:5432", name: "shop.public.orders" },
  target: { namespace: "postgres://dwh.example.com:5432", name: "dwh.raw.orders" },
  schema,
  read: 300,
  written: 297,
  columns: [idMetrics, noteMetrics],
  findings: [
    aFinding({ check: "not_null", name: "not_null(note)", field: "note", level: "warn", violations: 3 }),
    aFinding({
      check: "row_count",
      name: "row_count",
      field: null,
      outcome: "insufficient_history",
      level: "none",
    }),
    aFinding({ check: "pattern", name: "in the shadow", mode: "shadow" }),
  ],
  passed: [{ name: "unique(id)", check: "unique", column: "id" }],
  origins: [
    { column: "id", field: "id", steps: [{ subtype: "IDENTITY", description: "", masking: false }] },
    {
      column: "remark",
      field: "note",
      steps: [
        { subtype: "TRANSFORMATION", description: "values that break a check are masked", masking: true },
        { subtype: "IDENTITY", description: "renamed", masking: false },
      ],
    },
  ],
  version: "state:ab12",
  change: "ALTER",
};

/** A stream of which nothing but its datasets is known. */
export const bare: StreamAccount = {
  ...orders,
  stream: "items",
  source: { namespace: "meltano://etl/tap-x", name: "items" },
  target: { namespace: "file", name: '/data/ítems "quoted".jsonl' },
  ...{ schema: null, read: null, written: null, columns: [], findings: [], passed: [], origins: [] },
  ...{ version: null, change: null },
};

/** A block that ended well. */
export const block: BlockAccount = {
  label: "tap-x-to-target-y",
  startedAt,
  end: { type: "COMPLETE", at: startedAt + 10_000 },
  streams: [orders, bare],
};

export const dossier: Dossier = {
  plugin: "tap-x",
  role: "tap",
  category: "auth",
  confidence: 0.9,
  cause: "tap-x could not log in.",
  evidence: [
    { plugin: "tap-x", line: "401 Unauthorized" },
    { plugin: null, line: "Block run completed" },
  ],
  advice: [],
  command: null,
  signature: null,
  repeated: 1,
  lastGoodRunId: null,
  changed: [],
  impact: { streams: null, recordsSinceBookmark: null },
};

/** A good run of one block of which all is known. */
export const good: RunAccount = { run: goodRun, surroundings: allKnown, dossier: null, blocks: [block] };

/** A failed run of three blocks, the last of which never began. */
export const bad: RunAccount = {
  run: badRun,
  surroundings: nothingKnown,
  dossier,
  blocks: [
    block,
    { ...block, label: "tap-z-to-target-y", end: { type: "FAIL", at: badRun.endedAt ?? 0 }, streams: [bare] },
    { label: "dbt:run", startedAt: null, end: null, streams: [] },
  ],
};
