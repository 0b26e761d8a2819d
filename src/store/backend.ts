import type { PitchpipeError } from "../lib/errors.ts";
import type { Dialect } from "./dialect.ts";
import type { Database } from "./tables.ts";

/** One opened database: a place to read, and one way to write. */
export interface Backend {
  readonly dialect: Dialect;
  /** Where it is, for people: a path, or a URL without its password. */
  readonly location: string;
  /** What was found damaged and set aside on opening. */
  readonly damage: PitchpipeError | null;
  /** Counts up when the file was replaced while it was open. */
  readonly generation: number;
  /** Runs `query` on what is committed. */
  read<T>(query: (db: Database) => Promise<T>): Promise<T>;
  /** Runs `query` on one committed state, in which whatever has an earlier sequence than something in it is in it too. */
  snapshot<T>(query: (db: Database) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction. With `alone` no other such transaction, of any process, runs at the same time, so
   * that what `work` read is still true when it writes. SQLite does that for every transaction. Without it `work` may be
   * done again, after a deadlock.
   */
  write<T>(work: (db: Database) => Promise<T>, alone: boolean): Promise<T>;
  close(): Promise<void>;
}
