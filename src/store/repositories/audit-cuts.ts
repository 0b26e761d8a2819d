import { sql } from "kysely";
import { type ChainHead, type ChainName, storeChain } from "../../model/audit-entry.ts";
import type { Database } from "../tables.ts";
import { hashAt } from "./audit-rows.ts";
import { blocksOf } from "./blocks.ts";

/** Takes the beginning of a chain away and remembers where it begins now. */
export async function cutOff(db: Database, chain: ChainName, upTo: number): Promise<ChainHead | null> {
  const hash = await hashAt(db, chain, upTo);
  if (hash === null) return null;
  await db.deleteFrom("audit_entries").where("chain", "=", chain).where("number", "<=", upTo).execute();
  await db
    .deleteFrom("segments")
    .where("block_id", "in", blocksOf(db, chain))
    .where("chain_number", "<=", upTo)
    .execute();
  await db
    .updateTable("audit_chains")
    .set({ cut_number: upTo, cut_hash: hash })
    .where("chain", "=", chain)
    .execute();
  return { number: upTo, hash };
}

/** Chains of runs that are gone, whose last entry is older than `before`, with the number of that entry. */
export async function goneChains(
  db: Database,
  before: number,
  limit: number,
): Promise<ReadonlyMap<ChainName, number>> {
  const rows = await db
    .selectFrom("audit_chains")
    .select(["chain", "number"])
    .where("chain", "<>", storeChain)
    .where(sql<boolean>`audit_chains.number > audit_chains.cut_number`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom("runs").select("runs.run_id").whereRef("runs.run_id", "=", "audit_chains.chain")),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("audit_entries")
            .select("audit_entries.number")
            .whereRef("audit_entries.chain", "=", "audit_chains.chain")
            .where("audit_entries.at", ">=", before),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("segments")
            .innerJoin("mapper_blocks", "mapper_blocks.block_id", "segments.block_id")
            .select("segments.number")
            .whereRef("mapper_blocks.run_id", "=", "audit_chains.chain")
            .where("segments.closed_at", ">=", before),
        ),
      ),
    )
    .orderBy("chain")
    .limit(limit)
    .execute();
  return new Map(rows.map(({ chain, number }) => [chain, number]));
}
