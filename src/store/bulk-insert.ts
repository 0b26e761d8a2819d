import { CompiledQuery } from "kysely";
import type { Dialect } from "./dialect.ts";
import { markStorable, storable } from "./storable.ts";
import type { Database, Tables } from "./tables.ts";

/** Rows of one table, and what happens where a row with their key is there already. */
export interface BulkInsert<Row> {
  readonly table: keyof Tables;
  readonly columns: readonly (keyof Row & string)[];
  readonly key: readonly (keyof Row & string)[];
  readonly rows: readonly Row[];
  /** Assignments in SQL, where `held.x` is the old value and `excluded.x` the new; without them the old row stays. */
  readonly update?: readonly string[];
}

/** Rows a statement; few different sizes, so that statements stay prepared. */
const sizes = [256, 64, 16, 4, 1];

/** The most rows that one statement takes. */
export const mostAtOnce = 256;

/**
 * Inserts many rows with few statements, past the query builder, whose compiling would cost more than the insert.
 * Several rows of one key in one call: the last one is kept.
 */
export async function bulkInsert<Row>(
  db: Database,
  dialect: Dialect,
  insert: BulkInsert<Row>,
): Promise<void> {
  const values: unknown[] = [];
  for (const row of lastOfEachKey(insert))
    for (const name of insert.columns) values.push(storable(row[name]));
  await insertValues(db, dialect, insert, values);
}

/** `bulkInsert` for rows whose storable values lie one after another, no two of them with one key. */
export async function insertValues<Row>(
  db: Database,
  dialect: Dialect,
  insert: Omit<BulkInsert<Row>, "rows">,
  values: unknown[],
): Promise<void> {
  const width = insert.columns.length;
  let from = 0;
  for (const size of sizes) {
    while (values.length - from >= size * width) {
      const isWhole = values.length === size * width;
      const piece = markStorable(isWhole ? values : values.slice(from, from + size * width));
      await db.executeQuery(CompiledQuery.raw(statement(dialect, insert, size), piece));
      from += piece.length;
    }
  }
}

const texts = new WeakMap<readonly string[], Map<string, string>>();

/** The text of one bulk insert of `size` rows; made once, since it takes longer than many an insert. */
function statement<Row>(dialect: Dialect, insert: Omit<BulkInsert<Row>, "rows">, size: number): string {
  const known = texts.get(insert.columns) ?? new Map<string, string>();
  texts.set(insert.columns, known);
  const key = `${dialect.kind} ${size} ${insert.table} ${insert.key.join()} ${insert.update?.join() ?? ""}`;
  const text = known.get(key) ?? statementText(dialect, insert, size);
  known.set(key, text);
  return text;
}

function statementText<Row>(dialect: Dialect, insert: Omit<BulkInsert<Row>, "rows">, size: number): string {
  const { columns, key, update } = insert;
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");
  const row = (index: number) =>
    `(${columns.map((_, column) => dialect.parameter(index * columns.length + column + 1)).join(",")})`;
  const values = Array.from({ length: size }, (_, index) => row(index)).join(",");
  const action = update === undefined ? "nothing" : `update set ${update.join(", ")}`;
  const target = `${dialect.table(insert.table)} as held (${quoted(columns)})`;
  return `insert into ${target} values ${values} on conflict (${quoted(key)}) do ${action}`;
}

function lastOfEachKey<Row>({ rows, key }: BulkInsert<Row>): readonly Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) byKey.set(key.map((name) => String(row[name])).join("\0"), row);
  return byKey.size === rows.length ? rows : [...byKey.values()];
}
