import { type ChainHead, type ChainName, storeChain } from "../../model/audit-entry.ts";
import type { AuditReader, AuditRepository } from "../audit-store.ts";
import type { Database } from "../tables.ts";
import { cutOff, goneChains } from "./audit-cuts.ts";
import { auditPage, hashAt, storePage } from "./audit-rows.ts";
import { toSequencedSegment } from "./block-rows.ts";
import { segmentsWithRuns } from "./blocks.ts";
import type { Queries, SnapshotQueries } from "./queries.ts";

export function auditRepository({ read, snapshot, write }: SnapshotQueries): AuditRepository {
  return {
    ...auditReader(read),
    append: (events) => write(async (_, account) => account.add(events)),
    cutOff: (chain, upTo) => write((db) => cutOff(db, chain, upTo)),
    goneChains: (before, limit) => read((db) => goneChains(db, before, limit)),
    storePage: (page) => read((db) => storePage(db, page)),
    snapshot: (work) => snapshot((db) => work(auditReader((query) => query(db)))),
  };
}

function auditReader(read: Queries["read"]): AuditReader {
  return {
    page: (filter) => read((db) => auditPage(db, filter)),
    hashAt: (chain, number) => read((db) => hashAt(db, chain, number)),
    heads: (which) => read((db) => heads(db, which)),
    starts: () => read(starts),
    count: () => read(count),
    unchainedSegments: (page) => read((db) => unchainedSegments(db, page)),
  };
}

async function heads(db: Database, which?: "open"): Promise<Map<ChainName, ChainHead>> {
  let query = db.selectFrom("audit_chains").select(["chain", "number", "hash"]).orderBy("chain");
  if (which === "open")
    query = query.where(({ or, eb }) => or([eb("closed", "=", 0), eb("chain", "=", storeChain)]));
  const rows = await query.where("number", ">", 0).execute();
  return new Map(rows.map(({ chain, number, hash }) => [chain, { number, hash }]));
}

async function starts(db: Database): Promise<Map<ChainName, ChainHead>> {
  const query = db.selectFrom("audit_chains").select(["chain", "cut_number", "cut_hash"]);
  const rows = await query.where("cut_number", ">", 0).orderBy("chain").execute();
  return new Map(
    rows.map(({ chain, cut_number, cut_hash }) => [chain, { number: cut_number, hash: cut_hash }]),
  );
}

async function count(db: Database): Promise<number> {
  const { entries, cut } = await db
    .selectFrom("audit_chains")
    .select(({ fn }) => [
      fn.sum<number | null>("number").as("entries"),
      fn.sum<number | null>("cut_number").as("cut"),
    ])
    .executeTakeFirstOrThrow();
  return (entries ?? 0) - (cut ?? 0);
}

async function unchainedSegments(
  db: Database,
  { after, limit, runId }: Parameters<AuditReader["unchainedSegments"]>[0],
) {
  let query = segmentsWithRuns(db)
    .where("segments.chain_number", "is", null)
    .where("segments.sequence", ">", after);
  if (runId !== undefined) query = query.where("mapper_blocks.run_id", "=", runId);
  return (await query.orderBy("segments.sequence").limit(limit).execute()).map(toSequencedSegment);
}
