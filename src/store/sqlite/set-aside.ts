import { existsSync, renameSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import type { PitchpipeError } from "../../lib/errors.ts";
import { setAsideAs, storeErrorOf } from "../store-error.ts";
import { busyLimitMs } from "./connection.ts";
import { createPrivately, type FileIdentity, identityOf, isSameFile } from "./file.ts";

/** A damaged file and what made us say so. */
export interface Damage {
  readonly path: string;
  /** Which file was found damaged. */
  readonly identity: FileIdentity | null;
  readonly cause: unknown;
  /** Goes into the new name, milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Renames a damaged store and the files beside it, so that nothing is lost and a new one can be made. Gives the error
 * that names the new place, or `null` where another process was faster.
 */
export function setAside(damage: Damage): PitchpipeError | null {
  return withFileLock(`${damage.path}.lock`, () => {
    if (!isSameFile(identityOf(damage.path), damage.identity)) return null;
    const target = freeName(damage.path, "damaged", damage.now);
    // The write-ahead log goes first: a new store must never find the log of the old one.
    for (const suffix of ["-wal", "-shm", ""]) renameIfThere(damage.path + suffix, target + suffix);
    return setAsideAs(target, damage.path, damage.cause);
  });
}

/** A name beside `path` that nothing has: `<path>.<kind>-20261121T101500Z`. */
export function freeName(path: string, kind: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/\.\d+|[-:]/g, "");
  for (let count = 1; ; count += 1) {
    const name = `${path}.${kind}-${stamp}${count === 1 ? "" : `-${count}`}`;
    if (!existsSync(name)) return name;
  }
}

/** SQLite's own lock on a file beside the store: the system gives it back when its holder dies. */
function withFileLock<T>(path: string, work: () => T): T {
  createPrivately(path);
  const lock = new SqliteDatabase(path, { fileMustExist: true, timeout: busyLimitMs });
  try {
    lock.exec("begin exclusive");
    return work();
  } catch (thrown) {
    throw storeErrorOf(thrown, path) ?? thrown;
  } finally {
    lock.close();
  }
}

function renameIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}
