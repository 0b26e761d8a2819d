import { describe, expect, it } from "vitest";
import { checkMaskingRules, unreadableRules } from "./mapping/other-rules.ts";
import { streamMapRules } from "./mapping/stream-maps.ts";
import type { DataPlace } from "./naming/dataset.ts";
import { type SeenStream, type TracedBlock, traceStream } from "./trace-stream.ts";

const tap: DataPlace = {
  project: "shop",
  root: "/srv/shop",
  plugin: "tap-postgres",
  family: "tap-postgres",
  settings: new Map<string, unknown>([
    ["host", "db"],
    ["database", "shop"],
  ]),
};
const target: DataPlace = {
  ...tap,
  plugin: "target-snowflake",
  family: "target-snowflake",
  settings: new Map([
    ["account", "org-acc"],
    ["database", "RAW"],
    ["default_target_schema", "shop"],
  ]),
};
const block = (parts: Partial<TracedBlock>): TracedBlock => ({
  tap,
  target,
  before: [],
  after: [],
  ...parts,
});
const seen = (stream: string, fields: readonly string[] | null): SeenStream => ({
  stream,
  properties: fields === null ? null : Object.fromEntries(fields.map((field) => [field, {}])),
  keys: ["id"],
  schemaHash: "abc",
  reason: fields === null ? "Its SCHEMA was not read." : null,
});

describe("a stream's way through a block", () => {
  it("leads through mappings on both sides of our mapper, from the source's column to the target's", () => {
    const before = [
      streamMapRules("shape", {
        stream_maps: { "public-orders": { __alias__: "orders", Customer: "record['name']", secret: null } },
      }),
    ];
    const after = [
      checkMaskingRules("watch", (stream, field) => stream === "orders" && field === "email"),
      streamMapRules("end", { stream_maps: { orders: { __alias__: "Orders-v2", label: "Customer + '!'" } } }),
    ];
    const [flow, ...others] = traceStream(
      block({ before, after }),
      seen("orders", ["id", "Customer", "email"]),
    );
    expect(others).toEqual([]);
    expect(flow).toMatchObject({
      stream: "orders",
      source: { namespace: "postgres://db:5432", name: "shop.public.orders", unknown: null },
      target: { namespace: "snowflake://org-acc", name: "RAW.SHOP.V2", unknown: null },
      schemaHash: "abc",
      dropped: [{ column: "secret", by: "shape" }],
      notes: [],
    });
    expect(flow?.intoStream?.find(({ to }) => to === "Customer")).toEqual({
      to: "Customer",
      from: ["name"],
      kind: "renamed",
      masking: false,
      by: "shape",
    });
    expect(flow?.intoTarget).toEqual([
      { to: "id", from: ["id"], kind: "identity", masking: false, by: null },
      { to: "customer", from: ["Customer"], kind: "renamed", masking: false, by: "target-snowflake" },
      {
        ...{ to: "email", from: ["email"], kind: "identity", masking: false, by: null },
        maskedIfBroken: "watch",
      },
      { to: "label", from: ["Customer"], kind: "computed", masking: false, by: "end" },
    ]);
  });

  it("ends where a mapping leaves the stream out", () => {
    const after = [streamMapRules("end", { stream_maps: { orders: null } })];
    expect(traceStream(block({ after }), seen("orders", ["id"]))).toMatchObject([
      { target: null, intoTarget: null },
    ]);
  });

  it("says what is not known, and keeps what is", () => {
    const after = [unreadableRules("odd")];
    const [flow] = traceStream(block({ after }), seen("public-orders", ["id"]));
    expect(flow).toMatchObject({
      source: { unknown: null },
      target: { name: "RAW.SHOP.ORDERS", unknown: expect.stringContaining("odd") },
      intoStream: [{ to: "id" }],
      intoTarget: null,
    });
    expect(traceStream(block({}), seen("public-orders", null))).toMatchObject([
      { intoStream: null, intoTarget: null, notes: ["Its SCHEMA was not read."] },
    ]);
  });
});
