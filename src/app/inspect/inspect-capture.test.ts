import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { inspectFile, inspectPipe } from "./inspect-capture.ts";
import type { InspectDocument } from "./inspect-document.ts";
import { done, inspectLines, record, schema } from "./sample-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "pitchpipe-inspect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      schema(),
      record('{"id":1}'),
      record('{"id":1.0,"v":[1e400,NaN]}'),
      record('{"id":9007199254740993,"id":2}'),
      '{"stream":"s","type":"RECORD","record":{"id":5}}',
      '{"type":"RECORD","stream":"s","record":{"__proto__":1}}',
      '{"type":"RECORD","stream":5,"record":{}}',
      '{"type":"RECORD","type":"STATE","value":1}',
      '{"type":"SCHEMA","stream":"s","schema":{"properties":{"id":{"$ref":"#"}}},"key_properties":[null,"id"]}',
      '{"type":"SCHEMA","stream":"\\u0000","schema":5,"key_properties":{"a":1}}',
      '{"type":"STATE","value":{"bookmarks":{"s":null,"t":[1,{"x":"2024-01-01"}]}}}',
      '{"type":"STATE"}',
      '{"type":"ACTIVATE_VERSION","stream":"s","version":1}',
      '{"type":"BATCH","stream":"s","manifest":5}',
      '{"type":["x"],"stream":"s"}',
      done,
      "",
      "\r",
      "nonsense",
      '{"type":"RECORD","stream":"s","record":{"id":',
    ),
    fc.json(),
    fc.string(),
    fc.uint8Array({ maxLength: 60 }),
  ),
  { maxLength: 25 },
);

function bytesOf(lines: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from("\n")]));
}

function readFile(bytes: Uint8Array): InspectDocument {
  const path = join(folder, "capture.singer");
  writeFileSync(path, bytes);
  return { ...inspectFile(path), file: "-" };
}

describe("any bytes at all", () => {
  it("are inspected without a crash, and every line is counted once", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (lines) => {
        const bytes = bytesOf(lines);
        const document = await inspectPipe(Readable.from([bytes]));
        const newlines = bytes.filter((byte) => byte === 10).length;
        expect(document.lines).toBe(newlines);
        expect(document.bytes).toBe(bytes.length);
        expect(Object.values(document.messages).reduce((sum, count) => sum + count)).toBe(newlines);
        expect(document.valid).toBe(!document.problems.some(({ severity }) => severity === "error"));
      }),
      { numRuns: 400 },
    );
  });

  it("are found to be the same, however they are cut, from a pipe and from a file", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 1, max: 40 }), async (lines, size) => {
        const bytes = bytesOf(lines).subarray(0, -1);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const document = await inspectPipe(Readable.from(chunks));
        expect(document).toEqual(await inspectPipe(Readable.from([bytes])));
        expect(document).toEqual(readFile(bytes));
      }),
      { numRuns: 80 },
    );
  });

  it("of good records are counted as a naive count has them", async () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0 }), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(ids, fc.array(fc.integer({ min: 0 }), { maxLength: 10 }), async (good, bad) => {
        const records = [
          ...good.map((id) => record(`{"id":${id}}`)),
          ...bad.map((id) => record(`{"id":"${id}"}`)),
        ];
        const document = await inspectLines(schema(), ...records, done);
        expect(document.messages).toMatchObject({ RECORD: records.length, SCHEMA: 1, STATE: 1 });
        expect(document.streams).toMatchObject([
          {
            records: records.length,
            bytes: Buffer.byteLength(records.join("\n")) + (records.length > 0 ? 1 : 0),
            violations: bad.length,
            invalid_records: bad.length,
          },
        ]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a file", () => {
  it("tells how far its reading came", () => {
    const path = join(folder, "progress.singer");
    writeFileSync(
      path,
      bytesOf([schema(), ...Array.from({ length: 5000 }, (_, id) => record(`{"id":${id}}`)), done]),
    );
    const seen: (readonly [number, number | null])[] = [];
    const document = inspectFile(path, { onProgress: (read, size) => seen.push([read, size]) });
    expect(seen.at(-1)).toEqual([document.bytes, document.bytes]);
    expect(seen.length).toBeGreaterThan(2);
  });

  it.each(["nothing-there", "."])("that can't be read is an error of the user: %s", (name) => {
    expect(() => inspectFile(join(folder, name))).toThrow(
      expect.objectContaining({ code: "FILE_UNREADABLE" }),
    );
  });
});

describe("more than can be told apart", () => {
  it("streams beyond the bound are counted together, never as fine", async () => {
    const lines = Array.from(
      { length: 20_050 },
      (_, at) => `{"type":"RECORD","stream":"s${at}","record":{}}`,
    );
    const document = await inspectLines(...lines, done);
    expect(document.streams).toHaveLength(20_000);
    expect(document.records_of_other_streams).toBe(50);
    expect(document.messages.RECORD).toBe(20_050);
    expect(document.problems.length).toBeLessThanOrEqual(2001);
    expect(document.problems.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
  });
});
