import fc from "fast-check";
import { expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const now = Date.UTC(1994, 10, 6, 8, 49, 0);

it.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["1.25", 1_250],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 37_000],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 37_000],
  ["Sun Nov  6 08:49:37 1994", 37_000],
  ["Sun, 06 Nov 1994 08:00:00 GMT", 0],
  ["-5", null],
  ["1994-11-06", null],
  ["", null],
  [null, null],
])("reads %j as %j ms", (header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});

it("never throws and never answers a negative wait", () => {
  fc.assert(fc.property(fc.string(), (text) => (parseRetryAfter(text, now) ?? 0) >= 0));
});
