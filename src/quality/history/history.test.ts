import { expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import type { Finding } from "../../model/finding.ts";
import type { JobPast } from "../../model/stream-history.ts";
import { noHistory, RunPast, schemaHash } from "./index.ts";

const plenty = { take: () => true };
const schema: Json = { properties: { id: { type: "integer" }, any: {} } };

function finding(changes: Partial<Finding>): Finding {
  return { stream: "orders", outcome: "violated", level: "warn", mode: "active", ...changes } as Finding;
}

function played(columns = true): RunPast {
  const past = new RunPast({ memory: plenty, columns });
  past.recorder("orders").onSchema({ schema, keyProperties: ["id"] });
  past.recorder("orders").onRecord({ id: 1, any: "x" });
  past.onState({ bookmarks: { orders: { replication_key_value: 7 } } });
  return past;
}

it("a run leaves its schemas, the types that came, its bookmarks and its columns", () => {
  expect(played().profiles([])).toEqual([
    {
      stream: "orders",
      flagged: [],
      schema: {
        hash: schemaHash(schema, ["id"]),
        schema,
        keyProperties: ["id"],
        inferred: { "$.any": ["string"] },
        held: false,
      },
      bookmarks: { replication_key_value: 7 },
      columns: [expect.objectContaining({ column: "id" }), expect.objectContaining({ column: "any" })],
    },
  ]);
});

it("measures no columns where they are switched off", () => {
  expect(played(false).profiles([])).toMatchObject([{ columns: null }]);
});

it("notes what was told as unusual, and a schema that held the load", () => {
  const told = [finding({ check: "volume" }), finding({ check: "schema_drift", level: "fail" })];
  expect(played().profiles(told)).toMatchObject([{ flagged: ["records"], schema: { held: true } }]);
  const untold = [
    finding({ check: "volume", outcome: "insufficient_history" }),
    finding({ check: "volume", stream: "items" }),
    finding({ check: "schema_drift", level: "fail", mode: "shadow" }),
  ];
  expect(played().profiles(untold)).toMatchObject([{ flagged: [], schema: { held: false } }]);
});

it("a stream without a SCHEMA has none, and one without a bookmark neither", () => {
  const past = new RunPast({ memory: plenty, columns: true });
  past.recorder("__proto__").onRecord({ a: 1 });
  past.onState({ bookmarks: {} });
  expect(past.profiles([])).toMatchObject([{ stream: "__proto__", schema: null, bookmarks: null }]);
});

it("keeps no schema or bookmark of megabytes, only that it was another one", () => {
  const past = new RunPast({ memory: plenty, columns: false });
  const huge = { properties: {}, description: "x".repeat(2_000_000) };
  past.recorder("orders").onSchema({ schema: huge, keyProperties: null });
  past.onState({ bookmarks: { orders: { v: "x".repeat(100_000) } } });
  expect(past.profiles([])).toMatchObject([
    { schema: { schema: null, hash: schemaHash(huge, null) }, bookmarks: null },
  ]);
});

it("the past may arrive late, or not at all", () => {
  const past = played();
  const history = past.history("orders");
  expect([history.isKnown, history.runs, history.points("records"), past.always()]).toEqual([
    false,
    0,
    [],
    [],
  ]);
  expect(history.inferredNow).toEqual({ "$.any": ["string"] });
  past.arrived(null);
  expect(history.isKnown).toBe(false);
  const point = { runId: "r", at: 1, value: 5, flagged: false };
  const job: JobPast = {
    job: "j",
    runs: 4,
    streams: [
      {
        stream: "orders",
        points: { records: [point], bytes: [], duration: [] },
        accepted: { records: { from: 1 }, bytes: null, duration: null },
        schema: null,
        bookmarks: { v: 1 },
        runsInARow: 3,
      },
    ],
  };
  past.arrived(job);
  expect(history).toMatchObject({ isKnown: true, runs: 4, runsInARow: 3, bookmarks: { v: 1 }, schema: null });
  expect([history.points("records"), history.accepted("records")]).toEqual([[point], { from: 1 }]);
  expect(past.history("items")).toMatchObject({ isKnown: true, runsInARow: 0 });
  expect(past.always()).toEqual(["orders"]);
});

it("no history is known or not", () => {
  const none = noHistory(true);
  expect([none.isKnown, none.points("records"), none.accepted("bytes")]).toEqual([true, [], null]);
});

it("schemas that are written in another order are the same", () => {
  expect(schemaHash({ a: 1, b: 2 }, ["id"])).toBe(schemaHash({ b: 2, a: 1 }, ["id"]));
  expect(schemaHash({ a: 1 }, ["id"])).not.toBe(schemaHash({ a: 1 }, ["nr"]));
});
