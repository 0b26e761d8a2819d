import { once } from "node:events";
import { createWriteStream } from "node:fs";

const note = "x".repeat(140);
const linesAtOnce = 5000;

/** RECORDs of about 390 bytes with a STATE after each 10,000. */
export function* usualStream(records: number): Generator<Buffer> {
  yield Buffer.from(
    '{"type":"SCHEMA","stream":"users","schema":{"properties":{}},"key_properties":["id"]}\n',
  );
  for (let from = 0; from < records; from += linesAtOnce) {
    yield Buffer.from(
      Array.from({ length: linesAtOnce }, (_, at) => usualRecord("users", from + at)).join(""),
    );
    if ((from + linesAtOnce) % 10_000 === 0) yield Buffer.from(state(from));
  }
}

export function* stateAfterEach(records: number): Generator<Buffer> {
  for (let from = 0; from < records; from += linesAtOnce)
    yield Buffer.from(
      Array.from({ length: linesAtOnce }, (_, at) => smallRecord("users", from + at) + state(from + at)).join(
        "",
      ),
    );
}

/** Stream after stream, as taps send them, with a STATE after each 10,000 records. */
export function* manyStreams(records: number, streams: number): Generator<Buffer> {
  const each = records / streams;
  for (let stream = 0; stream < streams; stream++) {
    const block = Buffer.from(
      Array.from({ length: 1000 }, (_, at) => smallRecord(`stream-${stream}`, at)).join(""),
    );
    for (let sent = 0; sent < each; sent += 1000) yield block;
    yield Buffer.from(state(stream));
  }
}

export function* longLine(mebibytes: number): Generator<Buffer> {
  const part = Buffer.alloc(1024 * 1024, "x");
  yield Buffer.from('{"type":"RECORD","stream":"long","record":{"x":"');
  for (let sent = 0; sent < mebibytes; sent++) yield part;
  yield Buffer.from(`"}}\n${state(1)}`);
}

/** Writes it all to a file; answers how many bytes that are. */
export async function writeStream(file: string, chunks: Iterable<Buffer>): Promise<number> {
  const out = createWriteStream(file);
  for (const chunk of chunks) if (!out.write(chunk)) await once(out, "drain");
  out.end();
  await once(out, "finish");
  return out.bytesWritten;
}

function usualRecord(stream: string, id: number): string {
  return `{"type":"RECORD","stream":"${stream}","record":{"id":${id},"name":"User ${id}","email":"user${id}@example.com","amount":${id}.10,"active":true,"note":"${note}","created_at":"2025-06-01T00:00:00+00:00","tags":["a","b"]},"time_extracted":"2025-06-01T00:00:00.123456+00:00"}\n`;
}

function smallRecord(stream: string, id: number): string {
  return `{"type":"RECORD","stream":"${stream}","record":{"id":${id},"name":"User ${id}"}}\n`;
}

function state(at: number): string {
  return `{"type":"STATE","value":{"bookmarks":{"users":{"replication_key_value":${at}}}}}\n`;
}
