import { type ChainHead, type ChainName, noHash } from "../../model/audit-entry.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import { inPieces } from "../repositories/many.ts";
import type { AuditChainRow } from "../tables/audit.ts";
import type { Database } from "../tables.ts";

/** The head of a chain that nobody else can write behind until the transaction ends. */
export interface HeldHead extends ChainHead {
  readonly closed: boolean;
}

const columns: readonly (keyof AuditChainRow)[] = [
  "chain",
  "number",
  "hash",
  "closed",
  "cut_number",
  "cut_hash",
];

/** Locks the heads in the order of their names; a chain that isn't there yet begins. */
export async function holdHeads(
  db: Database,
  dialect: Dialect,
  chains: readonly ChainName[],
): Promise<Map<ChainName, HeldHead>> {
  const names = chains.toSorted();
  const held = await lockedHeads(db, dialect, names);
  const missing = names.filter((name) => !held.has(name));
  if (missing.length === 0) return held;
  await bulkInsert(db, dialect, { table: "audit_chains", columns, key: ["chain"], rows: missing.map(begun) });
  for (const [name, head] of await lockedHeads(db, dialect, missing)) held.set(name, head);
  return held;
}

export async function saveHeads(
  db: Database,
  dialect: Dialect,
  heads: ReadonlyMap<ChainName, HeldHead>,
): Promise<void> {
  await bulkInsert(db, dialect, {
    table: "audit_chains",
    columns,
    key: ["chain"],
    rows: [...heads].map(([chain, { number, hash, closed }]) => {
      return { ...begun(chain), number, hash, closed: Number(closed) };
    }),
    update: ["number = excluded.number", "hash = excluded.hash", "closed = excluded.closed"],
  });
}

async function lockedHeads(
  db: Database,
  dialect: Dialect,
  names: readonly ChainName[],
): Promise<Map<ChainName, HeldHead>> {
  const rows = await inPieces(names, (piece) =>
    db
      .selectFrom("audit_chains")
      .select(["chain", "number", "hash", "closed"])
      .where("chain", "in", piece)
      .orderBy("chain")
      .$if(dialect.locksRows, (query) => query.forUpdate())
      .execute(),
  );
  return new Map(
    rows.map(({ chain, number, hash, closed }) => [chain, { number, hash, closed: closed === 1 }]),
  );
}

function begun(chain: ChainName): AuditChainRow {
  return { chain, number: 0, hash: noHash, closed: 0, cut_number: 0, cut_hash: noHash };
}
