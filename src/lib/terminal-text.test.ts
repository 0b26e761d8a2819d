import * as fc from "fast-check";
import { expect, it } from "vitest";
import { stripControl } from "./terminal-text.ts";

it.each([
  ["colours", "\u001b[31mred\u001b[0m", "red"],
  ["a C1 sequence", "\u009b2Jgone", "gone"],
  ["a title", "\u001b]0;owned\u0007text", "text"],
  ["a link", "\u001b]8;;http://x\u001b\\name\u001b]8;;\u001b\\", "name"],
  ["a title that never ends, up to its line", "a\u001b]0;owned\nb", "a\nb"],
  ["a reset", "\u001bcx", "x"],
  ["carriage returns and bells", "ok\rfail\u0007", "okfail"],
  ["bidi overrides", "user\u202egnp.exe\u2066", "usergnp.exe"],
  ["zero-width and tag characters", "a\u200bb\udb40\udc41\ufeff", "ab"],
])("removes %s", (_, text, plain) => {
  expect(stripControl(text)).toBe(plain);
});

it("leaves text, tabs, newlines and emoji as they are", () => {
  const text = "São Paulo\t£5 — 東京 👍🏽 👩‍👧\nline [0m] ]0; \\";
  expect(stripControl(text)).toBe(text);
});

it("never lets an escape or control character through", () => {
  void fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const plain = stripControl(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
      expect(plain).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(stripControl(plain)).toBe(plain);
    }),
  );
});
