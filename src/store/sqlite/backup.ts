import SqliteDatabase from "better-sqlite3";
import { storeErrorOf } from "../store-error.ts";
import { busyLimitMs } from "./connection.ts";
import { createPrivately } from "./file.ts";
import { freeName } from "./set-aside.ts";

/** Copies the store's committed state beside it, as `<path>.backup-v<N>-<timestamp>`; gives the copy's path. */
export function backUp(path: string, version: number, now: number): string {
  const target = freeName(path, `backup-v${version}`, now);
  // SQLite fills an empty file that is there; so the copy has our rights from its first byte.
  createPrivately(target);
  const database = new SqliteDatabase(path, { fileMustExist: true, timeout: busyLimitMs });
  try {
    database.prepare("vacuum into ?").run(target);
    return target;
  } catch (thrown) {
    throw storeErrorOf(thrown, path) ?? thrown;
  } finally {
    database.close();
  }
}
