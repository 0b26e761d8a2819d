import type { Fact } from "../../model/fact.ts";
import type { StreamProfile } from "../../model/stream-history.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import type { ColumnMetricsRow, SchemaTextRow, StreamSchemaRow } from "../tables/quality.ts";
import type { Database } from "../tables.ts";

type ProfilesFact = Extract<Fact, { readonly kind: "stream_profiles" }>;

const schemaColumns = [
  "block_id",
  "stream",
  "run_id",
  "at",
  "flagged",
  "hash",
  "key_properties",
  "inferred",
  "held",
  "bookmarks",
] as const;
const metricColumns = ["block_id", "stream", "run_id", "at", "columns"] as const;

/** A later profile of the same block and stream takes the place of an earlier one, in whatever order they come. */
export async function applyProfiles(db: Database, dialect: Dialect, fact: ProfilesFact): Promise<void> {
  await bulkInsert<SchemaTextRow>(db, dialect, {
    table: "schema_texts",
    columns: ["hash", "schema", "first_seen_at"],
    key: ["hash"],
    rows: fact.profiles
      .flatMap((profile) => textRow(profile, fact.at))
      .toSorted((a, b) => (a.hash < b.hash ? -1 : 1)),
    // Held until the rows that name it are there, in one order by all: retention takes away what no row names.
    ...(dialect.locksRows ? { update: ["first_seen_at = held.first_seen_at"] } : {}),
  });
  await bulkInsert<StreamSchemaRow>(db, dialect, {
    table: "stream_schemas",
    columns: schemaColumns,
    key: ["block_id", "stream"],
    rows: fact.profiles.map((profile) => schemaRow(fact, profile)),
    update: newerWins(schemaColumns.slice(4)),
  });
  await bulkInsert<ColumnMetricsRow>(db, dialect, {
    table: "column_metrics",
    columns: metricColumns,
    key: ["block_id", "stream"],
    rows: fact.profiles.flatMap(({ stream, columns }) =>
      columns === null ? [] : [{ ...keysOf(fact), stream, columns: JSON.stringify(columns) }],
    ),
    update: newerWins(["columns"]),
  });
}

function textRow({ schema }: StreamProfile, at: number): SchemaTextRow[] {
  if (schema === null || schema.schema === null) return [];
  return [{ hash: schema.hash, schema: JSON.stringify(schema.schema), first_seen_at: at }];
}

function schemaRow(fact: ProfilesFact, profile: StreamProfile): StreamSchemaRow {
  const { schema } = profile;
  return {
    ...keysOf(fact),
    stream: profile.stream,
    flagged: JSON.stringify(profile.flagged),
    hash: schema?.hash ?? null,
    key_properties: JSON.stringify(schema?.keyProperties ?? null),
    inferred: JSON.stringify(schema?.inferred ?? {}),
    held: Number(schema?.held ?? false),
    bookmarks: JSON.stringify(profile.bookmarks),
  };
}

function keysOf({ blockId, runId, at }: ProfilesFact) {
  return { block_id: blockId, run_id: runId, at };
}

/** `at` last: the others are decided by the old one. */
function newerWins(columns: readonly string[]): string[] {
  return [...columns, "at"].map(
    (column) =>
      `"${column}" = case when excluded.at >= held.at then excluded."${column}" else held."${column}" end`,
  );
}
