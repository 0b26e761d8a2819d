import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatByteSize } from "../../lib/byte-size.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Quarantine, QuarantinedLine } from "../../mapper/ports.ts";
import { entryLine } from "./entry.ts";
import { makeFolder } from "./make-folder.ts";
import { QuarantineFile } from "./quarantine-file.ts";
import { keepSchema, schemaHash } from "./schema-files.ts";

export interface QuarantineOptions {
  readonly folder: string;
  readonly runId: string;
  readonly tap: string | null;
  /** Whole rows, the values of their keys, or nothing but the count. */
  readonly keep: "lines" | "keys" | "none";
  /** What the whole folder may hold, bytes; `null` for no limit. */
  readonly maxSize: number | null;
  readonly now: () => number;
  /** Told once, in words without a value of the data. */
  readonly onTrouble: (message: string) => void;
}

/** What waits in memory at most before it is written. */
const mostPending = 256 * 1024;
/** A file with more than this is followed by another one. */
const fileSize = 64 * 1024 * 1024;

/**
 * Keeps lines that are not forwarded, one JSON object a line, in files of this process (0600, folder 0700). What was kept
 * is durable once it was settled: many rows share one wait for the disk. After the first trouble nothing is kept any more.
 */
export class QuarantineWriter implements Quarantine {
  readonly #options: QuarantineOptions;
  /** The SCHEMA that holds for each stream, hashed and kept when its first row comes. */
  readonly #schemas = new Map<string, { readonly line: Buffer; sha256: string | null }>();
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #file: QuarantineFile | null = null;
  #size: number | null = null;
  #kept = 0;
  #settled = 0;
  /** Lines taken since the last success, by stream; those of a `settle` under way stand in the first. */
  #waiting: readonly [Map<string | null, number>, Map<string | null, number>] = [new Map(), new Map()];
  #settling: Promise<boolean> = Promise.resolve(true);
  #isBroken = false;
  #isFull = false;

  constructor(options: QuarantineOptions) {
    this.#options = options;
  }

  get isSettled(): boolean {
    return this.#kept === this.#settled && !this.#isBroken;
  }

  /** A stream's SCHEMA line, as it holds for the rows behind it; without its newline. */
  noteSchema(stream: string, line: Buffer): void {
    if (this.#options.keep !== "none") this.#schemas.set(stream, { line: Buffer.from(line), sha256: null });
  }

  keep(entry: QuarantinedLine): boolean {
    if (this.#isBroken || this.#isFull) return false;
    if (this.#options.keep === "none") return true;
    return this.#try(() => this.#take(entry)) && !this.#isFull;
  }

  settle(): Promise<boolean> {
    this.#settling = this.#settling.then(() => this.#settleNow());
    return this.#settling;
  }

  async #settleNow(): Promise<boolean> {
    if (this.isSettled) return true;
    const kept = this.#kept;
    this.#waiting = [this.#summed(), new Map()];
    if (this.#isBroken || !this.#try(() => this.#write()) || !(await this.#sync())) return false;
    this.#settled = kept;
    this.#waiting = [new Map(), this.#waiting[1]];
    return true;
  }

  unsettled(): ReadonlyMap<string | null, number> {
    return this.#summed();
  }

  #summed(): Map<string | null, number> {
    const [earlier, later] = this.#waiting;
    const sum = new Map(earlier);
    for (const [stream, count] of later) sum.set(stream, (sum.get(stream) ?? 0) + count);
    return sum;
  }

  #take(entry: QuarantinedLine): void {
    const { folder, runId, tap, keep, now } = this.#options;
    const bytes = Buffer.from(
      entryLine({
        ...entry,
        runId,
        tap,
        schemaSha256: this.#schemaOf(folder, entry.stream),
        line: entry.number,
        at: toTimestamp(now()),
        original: keep === "keys" ? null : entry.line,
      }),
    );
    if (!this.#hasRoom(bytes.length)) return;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= mostPending) this.#write();
    this.#kept++;
    this.#waiting[1].set(entry.stream, (this.#waiting[1].get(entry.stream) ?? 0) + 1);
  }

  #schemaOf(folder: string, stream: string | null): string | null {
    const schema = stream === null ? undefined : this.#schemas.get(stream);
    if (schema === undefined) return null;
    if (schema.sha256 === null) {
      const sha256 = schemaHash(schema.line);
      keepSchema(folder, sha256, schema.line);
      schema.sha256 = sha256;
    }
    return schema.sha256;
  }

  /** Once there is no room for a row nothing more is taken; what was taken before can still be settled. */
  #hasRoom(bytes: number): boolean {
    const { folder, maxSize, onTrouble } = this.#options;
    if (maxSize === null) return true;
    this.#size ??= sizeOf(folder);
    this.#isFull = this.#size + bytes > maxSize;
    if (!this.#isFull) this.#size += bytes;
    else onTrouble(`${folder} would grow beyond quarantine.max_size (${formatByteSize(maxSize)})`);
    return !this.#isFull;
  }

  #write(): void {
    if (this.#pendingBytes === 0) return;
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#file ??= QuarantineFile.create(this.#options.folder, this.#options.runId);
    this.#file.append(bytes);
  }

  async #sync(): Promise<boolean> {
    try {
      await this.#file?.sync();
      this.#turnOver();
      return true;
    } catch (thrown) {
      this.#break(thrown);
      return false;
    }
  }

  /** Large files are hard to look into: what comes next goes into another one. */
  #turnOver(): void {
    if (this.#file === null || this.#file.size < fileSize) return;
    this.#file.closeDurably();
    this.#file = null;
  }

  #try(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (thrown) {
      this.#break(thrown);
      return false;
    }
  }

  #break(thrown: unknown): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#options.onTrouble(`a line could not be kept in ${this.#options.folder}: ${messageOf(thrown)}`);
  }
}

/** The bytes of all rows in the folder. */
function sizeOf(folder: string): number {
  makeFolder(folder);
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return files.reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
