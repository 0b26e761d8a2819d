import fc from "fast-check";
import { expect, it } from "vitest";
import { mayRedefine } from "./redefinition.ts";
import { SureTail } from "./sure-tail.ts";

function isSure(tail: SureTail, text: string): boolean {
  // Not at the start of the buffer, and not at its end, so that reading beside the text is noticed.
  const bytes = Buffer.from(`<<<${text}"type"`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return tail.isSure(bytes, view, 3, 3 + Buffer.byteLength(text));
}

const usual = '},"time_extracted":"2025-06-01T00:00:00.123456+00:00"}';

it("is sure of texts that differ in digits only", () => {
  const tail = new SureTail();
  expect(isSure(tail, usual)).toBe(true);
  expect(isSure(tail, usual.replace("123456", "654321"))).toBe(true);
  expect(isSure(tail, usual.replace("2025-06-01", "1999-12-31"))).toBe(true);
});

it.each([
  ['},"type":"RECORD_extracted__":"2025-06-01T00:00:00.123"}'],
  ['},"stream":"xxxxx":"2025-06-01T00:00:00.123456+00:00"}'],
  ['},"time_extracted":"2025-06-01T00:0","type":"STATE"000"}'],
  ['},"time_extracted":"2025-06-01T00:0","\\u0074ype":"STA"}'],
])("is not sure of %s after a usual one", (text) => {
  const tail = new SureTail();
  isSure(tail, usual);
  expect(isSure(tail, text)).toBe(false);
});

it("is never surer than looking at every byte, whatever came before", () => {
  const piece = fc.constantFrom(
    ...[
      '"type"',
      '"stream"',
      '"',
      "type",
      "stream",
      "\\",
      "\\u0074ype",
      "}",
      ",",
      ":",
      "x",
      "xx",
      "xxx",
      "12",
      '"t',
      'ype"',
      "stre",
      'am"',
      '"typ',
    ],
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => pieces.join(""));
  /** A text and one of the same length that differs in a few places. */
  const pair = fc
    .tuple(text, fc.array(fc.tuple(fc.nat(40), piece), { maxLength: 4 }))
    .map(([first, changes]) => {
      let second = first;
      for (const [at, change] of changes)
        second = (second.slice(0, at) + change + second.slice(at + change.length)).slice(0, first.length);
      return [first, second] as const;
    });
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 3 }), (pairs) => {
      const tail = new SureTail();
      for (const each of pairs.flat()) {
        const bytes = Buffer.from(each);
        if (isSure(tail, each)) expect(mayRedefine(bytes, 0, bytes.length)).toBe(false);
      }
    }),
    { numRuns: 20_000 },
  );
});
