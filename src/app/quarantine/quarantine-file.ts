import { closeSync, fdatasync, fstatSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "./make-folder.ts";

const waitForDisk = promisify(fdatasync);

/** One file that this process alone appends to. */
export class QuarantineFile {
  size = 0;
  readonly #folder: string;
  readonly #runId: string;
  #handle: number;
  /** What the disk may not have yet, in case the file is taken away meanwhile. */
  #unsynced: Buffer[] = [];

  private constructor(folder: string, runId: string, handle: number) {
    this.#folder = folder;
    this.#runId = runId;
    this.#handle = handle;
  }

  /** The next free file of a run. Throws where none can be made. */
  static create(folder: string, runId: string): QuarantineFile {
    return new QuarantineFile(folder, runId, openNext(folder, runId));
  }

  append(bytes: Buffer): void {
    this.#unsynced.push(bytes);
    writeAll(this.#handle, bytes);
    this.size += bytes.length;
  }

  /** Waits until the disk has all of it. */
  async sync(): Promise<void> {
    const synced = this.#unsynced;
    this.#unsynced = [];
    await waitForDisk(this.#handle);
    if (fstatSync(this.#handle).nlink > 0) return;
    // Somebody took the file away: what is not proven to be read goes into a new one.
    closeSync(this.#handle);
    this.#handle = openNext(this.#folder, this.#runId);
    const lost = [...synced, ...this.#unsynced];
    for (const bytes of lost) writeAll(this.#handle, bytes);
    await waitForDisk(this.#handle);
  }

  closeDurably(): void {
    fsyncSync(this.#handle);
    closeSync(this.#handle);
  }
}

/** `<run>.jsonl`, or `<run>-2.jsonl` and so on where another process or an earlier file has that. */
function openNext(folder: string, runId: string): number {
  makeFolder(folder);
  const base = runId.replaceAll(/[^A-Za-z0-9._-]/g, "_");
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const handle = openNew(join(folder, `${name}.jsonl`));
    if (handle === null) continue;
    syncFolder(folder);
    return handle;
  }
}

function openNew(path: string): number | null {
  try {
    return openSync(path, "ax", 0o600);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return null;
    throw thrown;
  }
}

/** Makes the file's name durable too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}
