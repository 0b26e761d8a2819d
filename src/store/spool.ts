import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../lib/clock.ts";
import type { Fact } from "../model/fact.ts";
import { makeFolder } from "./make-folder.ts";
import { codeOf } from "./store-error.ts";

/** Where a process leaves its facts while the store is away. */
export interface Spool {
  /** Names of the files this process began and that may not be taken in yet. */
  readonly files: ReadonlySet<string>;
  /** Writes a batch so that it survives a crash of the machine: the whole batch or nothing. */
  append(facts: readonly Fact[]): Promise<void>;
  forget(file: string): void;
}

/** What every spool file's name ends with. */
export const spoolSuffix = ".jsonl";

/** A new file's name until its first batch is whole and on the disk. */
export const unfinishedSuffix = ".new";

/**
 * A spool in `folder`, made when the first batch comes. A file belongs to one process; each line is one batch, a JSON
 * array of facts. A file may be taken in and removed at any time, also while it is written: then the writer sees that
 * it is gone and writes the batch again into a new one.
 */
export function createSpool(folder: string, clock: Clock): Spool {
  const files = new Set<string>();
  let current: string | null = null;
  return {
    files,
    forget: (file) => files.delete(file),
    async append(facts) {
      const line = `${JSON.stringify(facts)}\n`;
      const held = current;
      // After an error its end may be torn: nothing is ever appended to that.
      current = null;
      // Where the old file takes no more, a new one may: a limit on the size of files, say.
      if (held !== null && (await appended(join(folder, held), line).catch(() => false))) {
        current = held;
        return;
      }
      const file = newName(clock);
      files.add(file);
      await begun(join(folder, file), line);
      current = file;
    },
  };
}

/** Adds a line to a file; gives whether it is on the disk, in the file that stands at `path`. */
async function appended(path: string, line: string): Promise<boolean> {
  const handle = await openIfThere(path);
  if (handle === null) return false;
  try {
    const { size } = await handle.stat();
    await writeOrUndo(handle, line, size);
    return await standsAt(path, handle);
  } finally {
    await handle.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_WRONLY | constants.O_APPEND);
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return null;
    throw thrown;
  }
}

/** Begins a file that nobody can take in before its first line is whole. */
async function begun(path: string, line: string): Promise<void> {
  makeFolder(dirname(path));
  const handle = await open(path + unfinishedSuffix, "ax", 0o600);
  try {
    await writeOrUndo(handle, line, 0);
    await rename(path + unfinishedSuffix, path);
    await syncFolder(dirname(path));
  } finally {
    await handle.close();
  }
}

/** A batch that did not fit (a full disk) leaves no half line behind. */
async function writeOrUndo(handle: FileHandle, line: string, size: number): Promise<void> {
  try {
    await handle.appendFile(line);
    await handle.sync();
  } catch (thrown) {
    await handle.truncate(size);
    throw thrown;
  }
}

async function standsAt(path: string, handle: FileHandle): Promise<boolean> {
  const ours = await handle.stat();
  const there = await stat(path).catch(() => null);
  return there?.ino === ours.ino && there.dev === ours.dev;
}

/** A new file's name is safe on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Sorts by time; no two processes, on no two hosts, make the same. */
function newName(clock: Clock): string {
  return `${new Date(clock.now()).toISOString().replaceAll(":", "")}-${randomUUID()}${spoolSuffix}`;
}
