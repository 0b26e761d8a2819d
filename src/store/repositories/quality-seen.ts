import type { SeenStream } from "../../model/stream-history.ts";
import type { Database } from "../tables.ts";

/** SCHEMAs that are looked through for each stream's last one, newest first. */
const mostSchemas = 20_000;

/** Every stream of a project that some mapper saw, by tap, with the SCHEMA it had last. */
export async function seenStreams(db: Database, project: string): Promise<SeenStream[]> {
  const names = await db
    .selectFrom("stream_counts")
    .innerJoin("mapper_blocks", "mapper_blocks.block_id", "stream_counts.block_id")
    .innerJoin("runs", "runs.run_id", "mapper_blocks.run_id")
    .where("runs.project", "=", project)
    .select(["stream_counts.stream", "mapper_blocks.tap"])
    .distinct()
    .orderBy("stream_counts.stream")
    .orderBy("mapper_blocks.tap")
    .execute();
  const hashes = await newestHashes(db, project);
  const texts = await textsOf(db, new Set(hashes.values()));
  return names.map(({ stream, tap }) => {
    const hash = hashes.get(keyOf({ stream, tap }));
    return { stream, tap, schema: hash === undefined ? null : JSON.parse(texts.get(hash) ?? "null") };
  });
}

async function newestHashes(db: Database, project: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("stream_schemas")
    .innerJoin("mapper_blocks", "mapper_blocks.block_id", "stream_schemas.block_id")
    .innerJoin("runs", "runs.run_id", "stream_schemas.run_id")
    .where("runs.project", "=", project)
    .where("stream_schemas.hash", "is not", null)
    .select(["stream_schemas.stream", "stream_schemas.hash", "mapper_blocks.tap"])
    .orderBy("runs.started_at", "desc")
    .orderBy("stream_schemas.at", "desc")
    .limit(mostSchemas)
    .execute();
  // The last one set stays: the newest.
  return new Map(rows.reverse().map((row) => [keyOf(row), row.hash ?? ""]));
}

async function textsOf(db: Database, hashes: ReadonlySet<string>): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const hash of hashes) {
    const query = db.selectFrom("schema_texts").select("schema").where("hash", "=", hash);
    const row = await query.executeTakeFirst();
    if (row !== undefined) texts.set(hash, row.schema);
  }
  return texts;
}

function keyOf({ stream, tap }: { readonly stream: string; readonly tap: string | null }): string {
  return JSON.stringify([stream, tap]);
}
