import { describe, expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import { badRowFor } from "./bad-row.ts";

const tried = (key: string, entry: Json, tap = "tap-x") => badRowFor([{ [key]: { checks: [entry] } }], tap);
const records = (lines: readonly string[]) =>
  lines
    .map((line) => JSON.parse(line))
    .flatMap((message) => (message.type === "RECORD" ? [message.record] : []));

describe("a bad row", () => {
  it("is of the first check that can be tried, with that check alone", () => {
    const owner = "wms-team";
    const checks: Json = [{ expression: "a < b" }, { range: { field: "qty", min: 0 } }, { not_null: ["id"] }];
    const row = badRowFor([{ "order_*": { owner, checks } }], "tap-x");
    expect(row).toMatchObject({
      source: "configured",
      what: "range of qty in order_drill",
      streams: { order_drill: { owner, checks: [{ range: { field: "qty", min: 0 } }] } },
    });
    expect([records(row.bad)[0].qty, records(row.good)[0].qty]).toEqual(["pitchpipe drill", null]);
  });

  it("comes as often as the threshold asks for", () => {
    expect(records(tried("a", { not_null: ["id"], warn: { count: 7 } }).bad)).toHaveLength(7);
    expect(records(tried("a", { not_null: ["id"], warn: { percent: 50 } }).bad)).toHaveLength(1);
    expect(tried("a", { not_null: ["id"], warn: { count: 1_000_000 } }).source).toBe("default");
  });

  it.each<[string, string, Json]>([
    ["a condition", "a", { not_null: ["id"], where: "x > 1" }],
    ["shadow mode", "a", { not_null: ["id"], mode: "shadow" }],
    ["another tap", "tap-y/a", { not_null: ["id"] }],
    ["a path into a record", "a", { not_null: ["lines[*].id"] }],
    ["the stream's own keys", "a", { unique: [] }],
    ["a pattern nobody here understands", "a", { pattern: { field: "x", regex: "(?P<a>x)" } }],
    ["a pattern that takes everything", "a", { pattern: { field: "x", regex: "" } }],
    ["a length without a limit that can be broken", "a", { length: { field: "x", min: 0 } }],
    ["a value of the drill's", "a", { enum: { field: "x", values: ["pitchpipe drill"] } }],
    ["what is no check", "a", "not a map"],
  ])("is of the default checks in place of %s", (_case, key, entry) => {
    expect(tried(key, entry).source).toBe("default");
  });

  it("is made without any configuration, whatever stands there", () => {
    for (const layer of [null, [], "x", { a: null }, { a: { checks: "x" } }] as Json[])
      expect(badRowFor([layer], "tap-x").what).toBe("schema of amount in pitchpipe_drill");
  });
});
