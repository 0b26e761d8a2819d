import { sql } from "kysely";
import {
  type ChainHead,
  type ChainName,
  noHash,
  type StoredEntry,
  segmentBody,
  storeChain,
} from "../../model/audit-entry.ts";
import type { Segment } from "../../model/mapper-block.ts";
import { segmentActor, segmentKind } from "../audit/chained.ts";
import type { AuditFilter } from "../audit-store.ts";
import type { AuditEntryRow } from "../tables/audit.ts";
import type { HeldSegmentRow } from "../tables/mapper-blocks.ts";
import type { Database } from "../tables.ts";
import { blocksOf, segmentsWithRuns } from "./blocks.ts";
import { isOneOf } from "./queries.ts";

/** An entry as it is read, a segment's without the hash before it; millions are read, so none is made twice. */
type ReadEntry = Omit<StoredEntry, "previousHash"> & { previousHash: string | null };

/** Entries of both tables in one order. */
export async function auditPage(db: Database, filter: AuditFilter): Promise<StoredEntry[]> {
  // Between the two queries more may be written: the next page would begin behind some of it.
  const last = await lastSequence(db);
  const segmentsUpTo = segmentEntries(db, filter).where("segments.sequence", "<=", last);
  const segments = hasSegments(filter) ? (await segmentsUpTo.execute()).map(toSegmentEntry) : [];
  // Segments are nearly all of it: what lies behind a page of them is not read for nothing, again and again.
  const end = segments.length < filter.limit ? undefined : segments.at(-1)?.sequence;
  const between = otherEntries(db, filter)
    .where("sequence", "<=", last)
    .$if(end !== undefined && filter.newest !== true, (query) => query.where("sequence", "<", end ?? 0))
    .$if(end !== undefined && filter.newest === true, (query) => query.where("sequence", ">", end ?? 0));
  const all = merged((await between.execute()).map(toEntry), segments);
  const page = filter.newest === true ? all.slice(-filter.limit) : all.slice(0, filter.limit);
  return withPreviousHashes(db, page);
}

async function lastSequence(db: Database): Promise<number> {
  const lasts: number[] = [];
  for (const table of ["audit_entries", "segments"] as const) {
    const query = db.selectFrom(table).select(({ fn }) => fn.max<number | null>("sequence").as("last"));
    lasts.push((await query.executeTakeFirstOrThrow()).last ?? 0);
  }
  return Math.max(...lasts);
}

/** Entries of the store's chain: no segment is among them. */
export async function storePage(
  db: Database,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<StoredEntry[]> {
  const query = db.selectFrom("audit_entries").selectAll().where("chain", "=", storeChain);
  const rows = await query.where("number", ">", after).orderBy("number").limit(limit).execute();
  return rows.map(toEntry);
}

/** The hash of an entry; a segment is looked for among all of its run's, which is hardly ever asked. */
export async function hashAt(db: Database, chain: ChainName, number: number): Promise<string | null> {
  const entry = await otherHashAt(db, chain, number);
  if (entry !== null) return entry;
  const segment = await db
    .selectFrom("segments")
    .select("hash")
    .where("block_id", "in", blocksOf(db, chain))
    .where("chain_number", "=", number)
    .executeTakeFirst();
  return segment?.hash ?? null;
}

async function otherHashAt(db: Database, chain: ChainName, number: number): Promise<string | null> {
  const entry = await db
    .selectFrom("audit_entries")
    .select("hash")
    .where("chain", "=", chain)
    .where("number", "=", number)
    .executeTakeFirst();
  return entry?.hash ?? null;
}

function otherEntries(db: Database, filter: AuditFilter) {
  const { after, limit, runId, stream, kinds, actor, since, until } = filter;
  let query = db.selectFrom("audit_entries").selectAll().where("sequence", ">", after);
  if (runId !== undefined) query = query.where("run_id", "=", runId);
  if (stream !== undefined) query = query.where("stream", "=", stream);
  if (kinds !== undefined) query = query.where(isOneOf("kind", kinds));
  if (actor !== undefined) query = query.where("actor", "=", actor);
  if (since !== undefined) query = query.where("at", ">=", since);
  if (until !== undefined) query = query.where("at", "<", until);
  return query.orderBy("sequence", orderOf(filter)).limit(limit);
}

function hasSegments({ kinds, actor }: AuditFilter): boolean {
  return (kinds?.includes("segment") ?? true) && (actor === undefined || actor === segmentActor);
}

function orderOf({ newest }: AuditFilter): "asc" | "desc" {
  return newest === true ? "desc" : "asc";
}

function segmentEntries(db: Database, filter: AuditFilter) {
  const { after, limit, runId, stream, since, until } = filter;
  let query = segmentsWithRuns(db)
    .where("segments.sequence", ">", after)
    .where("segments.chain_number", "is not", null);
  if (runId !== undefined) query = query.where(isOfRun(db, runId));
  if (stream !== undefined) query = query.where("segments.stream", "=", stream);
  if (since !== undefined) query = query.where("segments.closed_at", ">=", since);
  if (until !== undefined) query = query.where("segments.closed_at", "<", until);
  return query.orderBy("segments.sequence", orderOf(filter)).limit(limit);
}

/** As an expression, so that a page goes on by sequence (see `segmentPage`). */
function isOfRun(db: Database, runId: string) {
  return sql<boolean>`cast(segments.block_id as text) in ${blocksOf(db, runId)}`;
}

function toEntry(row: AuditEntryRow): StoredEntry {
  const { sequence, chain, number, at, kind, actor, stream, body, hash } = row;
  const place = { sequence, chain, number, previousHash: row.previous_hash, hash };
  return { ...place, at, kind, actor, runId: row.run_id, stream, body };
}

/** Made from the row as it is now: what was changed in it no longer fits its hash. The hash before it comes in later. */
function toSegmentEntry(row: HeldSegmentRow & { run_id: string | null }): ReadEntry {
  const runId = row.run_id ?? "";
  return {
    sequence: row.sequence,
    chain: runId,
    number: row.chain_number ?? 0,
    at: row.closed_at,
    kind: segmentKind,
    actor: segmentActor,
    runId,
    stream: row.stream,
    body: segmentBody({
      records: row.records,
      bytes: row.bytes,
      sha256: row.sha256,
      stateSha256: row.state_sha256,
      closedBy: row.closed_by as Segment["closedBy"],
    }),
    previousHash: null,
    hash: row.hash ?? "",
  };
}

function merged(one: readonly ReadEntry[], other: readonly ReadEntry[]): ReadEntry[] {
  return [...one, ...other].sort((a, b) => a.sequence - b.sequence);
}

/** A segment's row doesn't say the hash before its own: that is the hash of the entry before it, as it is now. */
async function withPreviousHashes(db: Database, page: readonly ReadEntry[]): Promise<StoredEntry[]> {
  const last = new Map<ChainName, ChainHead>();
  for (const entry of page) {
    const before = last.get(entry.chain);
    if (entry.previousHash === null)
      entry.previousHash = before?.number === entry.number - 1 ? before.hash : await previousHash(db, entry);
    last.set(entry.chain, entry);
  }
  return page as StoredEntry[];
}

/** Empty where the entry before it is gone. */
async function previousHash(db: Database, { chain, number, sequence }: ReadEntry): Promise<string> {
  if (number === 1) return noHash;
  const entry = await otherHashAt(db, chain, number - 1);
  if (entry !== null) return entry;
  const segment = await db
    .selectFrom("segments")
    .select("hash")
    .where(isOfRun(db, chain))
    .where("chain_number", "=", number - 1)
    .where("sequence", "<", sequence)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return segment?.hash ?? cutHash(db, chain, number - 1);
}

async function cutHash(db: Database, chain: ChainName, number: number): Promise<string> {
  const query = db.selectFrom("audit_chains").select("cut_hash").where("chain", "=", chain);
  return (await query.where("cut_number", "=", number).executeTakeFirst())?.cut_hash ?? "";
}
