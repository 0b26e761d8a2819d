import { expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import { sharedSchemas } from "./shared-schemas.ts";

const schema = (maxLength: number): Json => ({ properties: { name: { type: "string", maxLength } } });

it("compiles equal schemas once, and others apart", () => {
  const compile = sharedSchemas();
  expect(compile(schema(5))).toBe(compile(schema(5)));
  expect(compile(schema(5))).not.toBe(compile(schema(6)));
  const [five, six] = [compile(schema(5)), compile(schema(6))];
  if ("error" in five || "error" in six) throw new Error("unusable");
  expect(five.validate({ name: "123456" })).toHaveLength(1);
  expect(six.validate({ name: "123456" })).toHaveLength(0);
});

it("keeps readings of one schema apart", () => {
  const compile = sharedSchemas();
  const date = { properties: { at: { type: "string", format: "date-time" } } };
  const [strict, loose] = [compile(date), compile(date, undefined, true)];
  if ("error" in strict || "error" in loose) throw new Error("unusable");
  const blank = { at: "2021-01-01 00:00:00" };
  expect([strict.validate(blank), loose.validate(blank)]).toMatchObject([[{ keyword: "format" }], []]);
  expect(compile(date, undefined, true)).toBe(loose);
});

it("compiles anew where a number's text matters", () => {
  const compile = sharedSchemas();
  const own = { maximum: 0.1 };
  const numbers = new Map([[own as object, new Map([["maximum", "0.10000000000000000001"]])]]);
  expect(compile(own, numbers)).not.toBe(compile(own, numbers));
});

it("says of a schema too deep to be written that it can't be used", () => {
  let deep: Json = {};
  for (let level = 0; level < 100_000; level++) deep = { not: deep };
  expect(sharedSchemas()(deep)).toHaveProperty("error");
});
