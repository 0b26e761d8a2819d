import { createReadStream, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { messageOf, UsageError } from "../../lib/errors.ts";

/** A log to read: its bytes, unpacked where they are gzip. */
export interface LogSource {
  /** As the user named it. */
  readonly name: string;
  /** When the file was last written; `null` for a pipe. */
  readonly writtenAt: number | null;
  /** Raises `FILE_UNREADABLE` where it can't be read, or not to its end. */
  readonly bytes: () => AsyncIterable<Buffer>;
}

/** The log behind a name on the command line; `-` is the pipe. */
export function openLog(name: string, cwd: string, stdin: NodeJS.ReadableStream): LogSource {
  const isPipe = name === "-";
  return {
    name,
    writtenAt: isPipe ? null : (statOf(resolve(cwd, name))?.mtimeMs ?? null),
    bytes: () => readable(name, isPipe ? stdin : createReadStream(resolve(cwd, name))),
  };
}

function statOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

async function* readable(name: string, stream: NodeJS.ReadableStream): AsyncIterable<Buffer> {
  try {
    for await (const chunk of unpacked(stream)) yield asBuffer(chunk);
  } catch (thrown) {
    throw new UsageError({
      code: "FILE_UNREADABLE",
      what: `${name === "-" ? "The pipe" : name} could not be read.`,
      why: messageOf(thrown),
      whatToDo: "Give a Meltano log, plain or gzipped, that this user may read.",
      cause: thrown,
    });
  }
}

/** The first two bytes tell gzip. A pipe may give them one by one. */
async function* unpacked(stream: NodeJS.ReadableStream): AsyncIterable<unknown> {
  const chunks = stream[Symbol.asyncIterator]();
  let begun = Buffer.alloc(0);
  while (begun.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    begun = Buffer.concat([begun, asBuffer(next.value)]);
  }
  const all = afterBeginning(begun, chunks);
  yield* begun[0] === 0x1f && begun[1] === 0x8b ? gunzipped(all) : all;
}

async function* afterBeginning(begun: Buffer, chunks: AsyncIterator<unknown>): AsyncGenerator<Buffer> {
  yield begun;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield asBuffer(next.value);
}

function gunzipped(chunks: AsyncGenerator<Buffer>): AsyncIterable<unknown> {
  const packed = Readable.from(chunks);
  const gunzip = createGunzip();
  packed.on("error", (error) => gunzip.destroy(error));
  return packed.pipe(gunzip);
}

function asBuffer(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}
