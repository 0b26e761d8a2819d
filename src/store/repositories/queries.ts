import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { AuditAccount } from "../audit/audit-account.ts";
import type { Dialect } from "../dialect.ts";
import type { Database } from "../tables.ts";

/** How a repository reaches the database: inside a transaction both ways lead into it. */
export interface Queries {
  readonly dialect: Dialect;
  read<T>(query: (db: Database) => Promise<T>): Promise<T>;
  /** What `work` tells the account is written in the same transaction. */
  write<T>(work: (db: Database, account: AuditAccount) => Promise<T>): Promise<T>;
}

export interface SnapshotQueries extends Queries {
  /** Runs `query` on one state of the store, whatever is written meanwhile. */
  snapshot<T>(query: (db: Database) => Promise<T>): Promise<T>;
}

/** Sorts behind every text that begins with `prefix`, in the order of bytes that both databases use. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}

/** As many as it takes to tell "none", "one" and "several". */
export const prefixLimit = 3;

/** Where a caller names no limit. */
export const defaultLimit = 100;

/** A condition that holds for each of `values`, and for nothing where there are none; SQL has no empty list. */
export function isOneOf(column: string, values: readonly string[]): RawBuilder<SqlBool> {
  return values.length === 0
    ? sql<SqlBool>`1 = 0`
    : sql<SqlBool>`${sql.ref(column)} in (${sql.join(values)})`;
}
