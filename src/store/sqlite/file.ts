import { closeSync, openSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { codeOf, storeErrorOf } from "../store-error.ts";

/** Which file stands at a path: the same path may hold another file later. */
export interface FileIdentity {
  readonly device: number;
  readonly inode: number;
}

/** The identity of the file at `path`; `null` where there is none. */
export function identityOf(path: string): FileIdentity | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : fromStats(stats);
}

export function isSameFile(one: FileIdentity | null, other: FileIdentity | null): boolean {
  return one?.device === other?.device && one?.inode === other?.inode;
}

/**
 * Makes an empty file for this user alone, and its folder, where there is none. SQLite gives the files that it puts
 * beside it the same rights. An existing file is not touched: closing any descriptor of it would drop the locks that
 * SQLite holds on it in this process.
 */
export function createPrivately(path: string): void {
  try {
    makeFolder(dirname(path));
    closeSync(openSync(path, "wx", 0o600));
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST" && statSync(path, { throwIfNoEntry: false })?.isFile()) return;
    throw storeErrorOf(thrown, path) ?? thrown;
  }
}

function fromStats(stats: Stats): FileIdentity {
  return { device: stats.dev, inode: stats.ino };
}
