import type { ColumnTypes } from "./migrations/migration.ts";

/** What the two databases spell differently in the few statements that the query layer can't write for both. */
export interface Dialect {
  readonly kind: "sqlite" | "postgres";
  readonly columns: ColumnTypes;
  /** The greater of several numbers. */
  readonly greatest: string;
  /** Where a text stands in another, from 1; 0 where it doesn't. */
  readonly indexOf: string;
  /** Whether a row that is read can (and must) be locked against other writers; SQLite has one writer anyway. */
  readonly locksRows: boolean;
  /** The exact value at a rank (0 to 100) of a group, between two where it falls there. */
  percentile(column: string, rank: number): string;
  table(name: string): string;
  /** The mark of the `n`th parameter, from 1. */
  parameter(n: number): string;
}

export const sqliteDialect: Dialect = {
  kind: "sqlite",
  columns: {
    text: "text",
    integer: "integer",
    real: "real",
    bytes: "blob",
    sequence: "integer primary key autoincrement",
    clustered: " without rowid",
  },
  greatest: "max",
  indexOf: "instr",
  locksRows: false,
  percentile: (column, rank) => `percentile(${column}, ${rank})`,
  table: (name) => `"${name}"`,
  parameter: () => "?",
};

/** Our own schema lets the store live in a database with other things. */
export const postgresSchema = "pitchpipe";

export const postgresDialect: Dialect = {
  kind: "postgres",
  // "C" sorts by bytes as SQLite does, so that ranges over ids and orders by name are the same on both.
  columns: {
    text: 'text collate "C"',
    integer: "bigint",
    real: "double precision",
    bytes: "bytea",
    sequence: "bigint generated always as identity primary key",
    clustered: "",
  },
  greatest: "greatest",
  indexOf: "strpos",
  locksRows: true,
  percentile: (column, rank) => `percentile_cont(${rank / 100}) within group (order by ${column})`,
  table: (name) => `"${postgresSchema}"."${name}"`,
  parameter: (n) => `$${n}`,
};
