import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineSplitter } from "./line-splitter.ts";

function split(chunks: readonly Buffer[], limit?: number): string[] {
  const splitter = createLineSplitter(limit);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

describe("splitting a stream into lines", () => {
  it("gives the same lines however the bytes are chunked", () => {
    const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\n\r]/.test(text));
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        const chunks = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        expect(split(chunks)).toEqual(lines);
      }),
    );
  });

  it("gives a last line that has no newline, and drops a carriage return", () => {
    expect(split([Buffer.from("one\r\ntwo")])).toEqual(["one", "two"]);
  });

  it("cuts a line at the limit, says by how much, and goes on with the next", () => {
    expect(split([Buffer.from("abcde"), Buffer.from("fgh\nxy\n")], 4)).toEqual([
      "abcd… [cut: 4 bytes more]",
      "xy",
    ]);
  });

  it("holds no more than the limit of a line that never ends", () => {
    const splitter = createLineSplitter(10);
    for (let count = 0; count < 1000; count += 1) splitter.push(Buffer.alloc(1000, "a"));
    expect(splitter.end()).toEqual([`aaaaaaaaaa… [cut: 999990 bytes more]`]);
  });
});
