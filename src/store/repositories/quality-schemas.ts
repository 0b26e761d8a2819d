import type { Json } from "../../lib/canonical-json.ts";
import type { PastSchema } from "../../model/stream-history.ts";
import type { Database } from "../tables.ts";
import type { PastOf } from "./quality-past.ts";
import { isOneOf } from "./queries.ts";

/** Runs in which the last SCHEMA of a stream is looked for. */
const runsForSchemas = 60;
/** What stands there where no type was inferred. */
const noTypes = "{}";
/** Values in one statement. */
const atOnce = 500;

/** What was last known of a stream. */
export interface StreamNow {
  readonly schema: PastSchema | null;
  readonly bookmarks: Json;
}

interface Seen {
  readonly block_id: string;
  readonly stream: string;
  readonly run_id: string;
  readonly at: number;
  readonly hash: string | null;
  readonly started_at: number;
}

/** The SCHEMA of each stream's last good run, or the one that was accepted since; and the bookmarks of the former. */
export async function latestSchemas(
  db: Database,
  query: PastOf,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, StreamNow>> {
  const good = await newestOf(db, runIds.slice(0, runsForSchemas));
  const accepted = await acceptedSchemas(db, query);
  const chosen = new Map(good);
  for (const [stream, seen] of accepted)
    if (seen.started_at >= (good.get(stream)?.started_at ?? 0)) chosen.set(stream, seen);
  const details = await detailsOf(db, [...good.values(), ...chosen.values()]);
  const texts = await textsOf(
    db,
    [...chosen.values()].flatMap(({ hash }) => hash ?? []),
  );
  const entries = [...chosen].map(([stream, seen]) => {
    const last = good.get(stream);
    const bookmarks = last === undefined ? null : details.get(keyOf(last))?.bookmarks;
    return [
      stream,
      {
        schema: schemaOf({ seen, last, details, texts }),
        bookmarks: JSON.parse(bookmarks ?? "null") as Json,
      },
    ] as const;
  });
  return new Map(entries);
}

/** Of each stream the newest row that names a schema. */
async function newestOf(db: Database, runIds: readonly string[]): Promise<Map<string, Seen>> {
  const rows = await db
    .selectFrom("stream_schemas")
    .innerJoin("runs", "runs.run_id", "stream_schemas.run_id")
    .select(["stream_schemas.block_id", "stream_schemas.stream", "stream_schemas.run_id"])
    .select(["stream_schemas.at", "stream_schemas.hash", "runs.started_at"])
    .where(isOneOf("stream_schemas.run_id", runIds))
    .where("stream_schemas.hash", "is not", null)
    .where("stream_schemas.held", "=", 0)
    .orderBy("runs.started_at")
    .orderBy("stream_schemas.at")
    .execute();
  // The last one of each key stays.
  return new Map(rows.map((row) => [row.stream, row]));
}

/** What a person accepted, with the run that had it. */
async function acceptedSchemas(
  db: Database,
  { project, environment, job }: PastOf,
): Promise<Map<string, Seen>> {
  const rows = await db
    .selectFrom("acceptances")
    .innerJoin("stream_schemas", (join) =>
      join
        .onRef("stream_schemas.run_id", "=", "acceptances.run_id")
        .onRef("stream_schemas.stream", "=", "acceptances.stream")
        .onRef("stream_schemas.hash", "=", "acceptances.hash"),
    )
    .select(["stream_schemas.block_id", "stream_schemas.stream", "stream_schemas.run_id"])
    .select(["stream_schemas.at", "stream_schemas.hash", "acceptances.from_at as started_at"])
    .where("acceptances.metric", "=", "schema")
    .where("acceptances.project", "=", project)
    .where("acceptances.environment", "=", environment)
    .where("acceptances.job", "=", job)
    .execute();
  return new Map(rows.map((row) => [row.stream, row]));
}

interface Details {
  readonly key_properties: string;
  readonly inferred: string;
  readonly bookmarks: string;
}

async function detailsOf(db: Database, seen: readonly Seen[]): Promise<ReadonlyMap<string, Details>> {
  const blocks = [...new Set(seen.map(({ block_id }) => block_id))];
  const rows = await db
    .selectFrom("stream_schemas")
    .select(["block_id", "stream", "key_properties", "inferred", "bookmarks"])
    .where(isOneOf("block_id", blocks))
    .execute();
  return new Map(rows.map((row) => [keyOf(row), row]));
}

async function textsOf(db: Database, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(hashes)];
  const texts = new Map<string, string>();
  for (let from = 0; from < wanted.length; from += atOnce) {
    const some = wanted.slice(from, from + atOnce);
    const query = db.selectFrom("schema_texts").select(["hash", "schema"]).where(isOneOf("hash", some));
    for (const { hash, schema } of await query.execute()) texts.set(hash, schema);
  }
  return texts;
}

interface Chosen {
  readonly seen: Seen;
  /** The stream's last good run. */
  readonly last: Seen | undefined;
  readonly details: ReadonlyMap<string, Details>;
  readonly texts: ReadonlyMap<string, string>;
}

function schemaOf({ seen, last, details, texts }: Chosen): PastSchema | null {
  if (seen.hash === null) return null;
  const found = details.get(keyOf(seen));
  // A run that was held saw no record: what it had accepted is its schema, and types were seen before it.
  const sawNone = (found?.inferred ?? noTypes) === noTypes;
  const inferred = sawNone && last !== undefined ? details.get(keyOf(last))?.inferred : found?.inferred;
  return {
    runId: seen.run_id,
    at: seen.started_at,
    hash: seen.hash,
    schema: JSON.parse(texts.get(seen.hash) ?? "null") as Json,
    keyProperties: JSON.parse(found?.key_properties ?? "null") as string[] | null,
    inferred: JSON.parse(inferred ?? noTypes) as PastSchema["inferred"],
  };
}

function keyOf({ block_id, stream }: { readonly block_id: string; readonly stream: string }): string {
  return `${block_id} ${stream}`;
}
