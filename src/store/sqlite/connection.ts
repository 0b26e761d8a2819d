import { setTimeout as sleep } from "node:timers/promises";
import type SqliteDatabase from "better-sqlite3";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { storableAll } from "../storable.ts";
import { storeErrorOf } from "../store-error.ts";

/** How long a writer waits for the writers of other processes, unless told otherwise. */
export const busyLimitMs = 10_000;

/** Statements kept prepared; beyond that all are forgotten, so that a program that makes up SQL can't fill memory. */
const maxPrepared = 256;

/** One SQLite connection as the query layer wants it: statements prepared once, errors as errors of the store. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase.Database;
  readonly #location: string;
  readonly #prepared = new Map<string, SqliteDatabase.Statement>();

  constructor(database: SqliteDatabase.Database, location: string) {
    this.#database = database;
    this.#location = location;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#run<QueryResult<Row>>(() => {
      const statement = this.#statement(sql);
      const values = storableAll(parameters);
      if (statement.reader) return { rows: statement.all(values) as Row[] };
      return { rows: [], numAffectedRows: BigInt(statement.run(values).changes) };
    });
  }

  // biome-ignore lint/correctness/useYield: the query layer asks for a stream; nothing of ours streams.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new TypeError("Streaming is not used: read pages.");
  }

  /**
   * Takes the write lock at once, never when the first write comes: a transaction that has read can't wait for the lock
   * and would fail with "database is locked". Waits without blocking the process.
   */
  async begin(limitMs: number): Promise<void> {
    for (let waited = 0; ; ) {
      try {
        this.#database.exec("begin immediate");
        return;
      } catch (thrown) {
        if (!isBusy(thrown) || waited >= limitMs) throw this.#storeError(thrown);
      }
      const pause = 2 + Math.random() * 18;
      await sleep(pause);
      waited += pause;
    }
  }

  commit(): void {
    this.#run(() => this.#database.exec("commit"));
  }

  rollback(): void {
    // After an error of the disk SQLite has rolled back by itself.
    if (this.#database.open && this.#database.inTransaction) this.#run(() => this.#database.exec("rollback"));
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #statement(sql: string): SqliteDatabase.Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= maxPrepared) this.#prepared.clear();
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  #run<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw this.#storeError(thrown);
    }
  }

  #storeError(thrown: unknown): unknown {
    return storeErrorOf(thrown, this.#location) ?? thrown;
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && String(thrown.code).startsWith("SQLITE_BUSY");
}
