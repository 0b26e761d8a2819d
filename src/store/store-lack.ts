import { messageOf } from "../lib/errors.ts";

/** SQLSTATEs of what is missing, or there though nothing says so: table, column, schema, unique index, a table made twice. */
const postgresCodes: ReadonlySet<string> = new Set(["42P01", "42703", "3F000", "42P10", "42P07"]);
const sqliteWords =
  /^(?:no such (?:table|column): |table \S+ has no column named |table \S+ already exists|ON CONFLICT clause does not match)/;

/**
 * What a store lacks that the steps it has taken had made, in the driver's words: somebody took it away. Our statements name only
 * what those steps make. `null` where it lacks nothing.
 */
export function lackOf(thrown: unknown, code: string): string | null {
  const words = messageOf(thrown).split("\n", 1)[0] ?? "";
  const isLack = code === "SQLITE_ERROR" ? sqliteWords.test(words) : postgresCodes.has(code);
  return isLack ? words.slice(0, 200) : null;
}
