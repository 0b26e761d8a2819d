import { CompiledQuery } from "kysely";
import type { Clock } from "../../lib/clock.ts";
import type { PitchpipeError } from "../../lib/errors.ts";
import type { Backend } from "../backend.ts";
import { sqliteDialect } from "../dialect.ts";
import { type MigrationPlan, refuseNewer, takenVersion } from "../migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { isUnreadable, openedForReading } from "../store-error.ts";
import type { Database } from "../tables.ts";
import { type FileIdentity, identityOf, isSameFile } from "./file.ts";
import { checkFile, type OpenedFile, openBeside, openForReading, openForWriting } from "./open-file.ts";
import { setAside } from "./set-aside.ts";

interface SqliteOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly migrations: readonly Migration[];
  readonly readOnly: boolean;
  readonly busyLimitMs: number;
}

/** Opens a store in a SQLite file; a damaged file is set aside and a new one made. */
export async function openSqlite(options: SqliteOptions): Promise<Backend> {
  const file = new SqliteFile(options);
  await file.open();
  return file;
}

/**
 * One connection that writes, one transaction after another, and one that reads what is committed. Where the file was
 * taken away or set aside meanwhile, the next transaction opens what stands there now, or makes it.
 */
class SqliteFile implements Backend {
  readonly dialect = sqliteDialect;
  readonly location: string;
  damage: PitchpipeError | null = null;
  generation = 0;
  readonly #options: SqliteOptions;
  #writer: OpenedFile | null = null;
  #reader: OpenedFile | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: SqliteOptions) {
    this.#options = options;
    this.location = options.path;
  }

  async open(): Promise<void> {
    if (this.#options.readOnly) this.#reader = await openForReading(this.location, this.#plan());
    else this.#writer = await this.#openWriter();
  }

  async read<T>(query: (db: Database) => Promise<T>): Promise<T> {
    return query((await this.#currentReader()).db);
  }

  /** On a connection of its own: the reader is shared by all that goes on in this process. */
  async snapshot<T>(query: (db: Database) => Promise<T>): Promise<T> {
    const { readOnly } = this.#options;
    const file = readOnly ? await openForReading(this.location, this.#plan()) : openBeside(this.location);
    try {
      await file.db.executeQuery(CompiledQuery.raw("begin"));
      return await query(file.db);
    } finally {
      file.connection.close();
    }
  }

  async write<T>(work: (db: Database) => Promise<T>): Promise<T> {
    if (this.#options.readOnly) throw openedForReading(this.location);
    const turn = this.#queue.then(() => this.#transaction(work));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#closeConnections();
  }

  async #transaction<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const { db } = await this.#currentWriter();
    try {
      return await db.transaction().execute(async (trx) => {
        refuseNewer(await takenVersion(trx), this.#options, this.location);
        return work(trx);
      });
    } catch (thrown) {
      throw isUnreadable(thrown) ? this.#afterDamage(thrown) : thrown;
    }
  }

  async #currentReader(): Promise<OpenedFile> {
    if (this.#reader !== null && this.#isCurrent(this.#reader)) return this.#reader;
    this.#reader?.connection.close();
    this.#reader = null;
    const { readOnly } = this.#options;
    this.#reader = readOnly ? await openForReading(this.location, this.#plan()) : openBeside(this.location);
    return this.#reader;
  }

  async #currentWriter(): Promise<OpenedFile> {
    if (this.#writer !== null && this.#isCurrent(this.#writer)) return this.#writer;
    this.#closeConnections();
    this.#writer = await this.#openWriter();
    this.generation += 1;
    return this.#writer;
  }

  #isCurrent({ identity }: OpenedFile): boolean {
    return isSameFile(identityOf(this.location), identity);
  }

  async #openWriter(): Promise<OpenedFile> {
    const onDamage = ({ identity }: OpenedFile, error: PitchpipeError) =>
      void this.#setAside(identity, error);
    try {
      return await openForWriting(this.location, this.#plan(), onDamage);
    } catch (thrown) {
      if (!isUnreadable(thrown)) throw thrown;
      return openForWriting(this.location, this.#plan(), () => undefined);
    }
  }

  /** Damage met in the middle of work: looked at closely, since a set-aside can't be taken back. */
  #afterDamage(thrown: unknown): unknown {
    const cause = checkFile(this.location);
    const error = cause === null ? null : this.#setAside(this.#writer?.identity ?? null, cause);
    this.#closeConnections();
    return error ?? thrown;
  }

  #setAside(identity: FileIdentity | null, cause: unknown): PitchpipeError | null {
    const { path, clock } = this.#options;
    const error = setAside({ path, identity, cause, now: clock.now() });
    this.damage = error ?? this.damage;
    return error;
  }

  #closeConnections(): void {
    this.#reader?.connection.close();
    this.#writer?.connection.close();
    this.#reader = null;
    this.#writer = null;
  }

  #plan(): MigrationPlan & { readonly busyLimitMs: number } {
    const { migrations, clock, busyLimitMs } = this.#options;
    return { migrations, busyLimitMs, now: clock.now() };
  }
}
