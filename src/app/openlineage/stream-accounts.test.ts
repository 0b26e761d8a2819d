import { describe, expect, it } from "vitest";
import { goodRun } from "../../../test/fixtures/runs/seed.ts";
import { aFinding } from "../../../test/fixtures/store/samples.ts";
import { idMetrics } from "../../../test/openlineage/samples.ts";
import type { ColumnFlow, CountedFlow, LineageBlock } from "../../model/lineage.ts";
import { type BlockSights, streamAccounts } from "./stream-accounts.ts";

const named = (namespace: string, name: string) => ({ namespace, name, unknown: null });
const column = (to: string, changes: Partial<ColumnFlow> = {}): ColumnFlow => ({
  ...{ to, from: [to], kind: "identity", masking: false, by: null },
  ...changes,
});

const flow: CountedFlow = {
  stream: "orders",
  source: named("postgres://db:5432", "shop.public.orders"),
  target: named("postgres://dwh:5432", "dwh.raw.orders"),
  schemaHash: null,
  intoStream: [column("id"), column("email"), column("first")],
  intoTarget: [
    column("ID", { from: ["id"], kind: "renamed", by: "target-y" }),
    column("email", { kind: "computed", masking: true, by: "watch" }),
    column("name", { from: ["first", "email"], kind: "computed", by: "maps" }),
    column("loaded_by", { from: [], kind: "constant" }),
    column("mystery", { kind: "unknown" }),
  ],
  dropped: [],
  notes: [],
  records: 10,
  forwarded: 9,
};

const sights: BlockSights = {
  run: goodRun,
  claims: [],
  measures: [
    {
      blockId: "b1",
      stream: "orders",
      columns: ["id", "email", "note", "card"].map((name) => ({ ...idMetrics, column: name })),
    },
  ],
  states: [{ blockId: "b1", stream: "orders", stateSha256: "ab12", bookmark: '"2026-03-01"' }],
  schemas: [{ stream: "orders", schema: { properties: {} } }],
  findings: [],
  passed: [],
  plainValues: false,
};

function account(changes: Partial<BlockSights> = {}, block: Partial<LineageBlock> = {}, flows = [flow]) {
  const all = {
    number: 0,
    tap: "tap-x",
    target: "target-y",
    mappings: [],
    loadMethod: null,
    flows,
    ...block,
  };
  const [first] = streamAccounts(all, { ...sights, ...changes });
  if (first === undefined) throw new Error("no stream");
  return first;
}

describe("what is told of a stream", () => {
  it("has a measure of no column that is masked, or that looks like a secret", () => {
    const findings = [
      aFinding({ check: "sensitive", field: "card" }),
      aFinding({ check: "format", field: "note", action: "mask" }),
    ];
    expect(account().columns.map((one) => one.column)).toEqual(["id", "note", "card"]);
    expect(account({ findings }).columns.map((one) => one.column)).toEqual(["id"]);
  });

  it("has each column with the fields that it is made of, and none where nobody knows", () => {
    expect(account().origins).toEqual([
      { column: "ID", field: "id", subtype: "IDENTITY", description: "renamed by target-y", masking: false },
      {
        column: "email",
        field: "email",
        subtype: "TRANSFORMATION",
        description: "masked by watch",
        masking: true,
      },
      {
        column: "name",
        field: "first",
        subtype: "TRANSFORMATION",
        description: "computed by maps",
        masking: false,
      },
      {
        column: "name",
        field: "email",
        subtype: "TRANSFORMATION",
        description: "computed by maps",
        masking: false,
      },
    ]);
    expect(account({}, {}, [{ ...flow, intoStream: null }]).origins).toEqual([]);
  });

  it.each([
    ["what the target said", { claims: [{ stream: "orders", side: "target" as const, records: 8 }] }, 8],
    ["what it was given, in a run that went well", {}, 9],
    ["not known of a run that failed", { run: { ...goodRun, status: "failed" as const } }, null],
  ])("was written: %s", (_, changes, written) => {
    expect(account(changes).written).toBe(written);
  });

  it("was written to no table alone where it went to two", () => {
    expect(account({}, {}, [flow, { ...flow, target: named("a", "b") }]).written).toBeNull();
  });

  it("is of the version of its STATE, and tells a bookmark only where values may be told", () => {
    expect(account().version).toBe("state:ab12");
    expect(account({ plainValues: true }).version).toBe('bookmark:"2026-03-01"');
    expect(account({ states: [] }).version).toBeNull();
  });

  const drift = (path: string, kind = "property_added") =>
    aFinding({
      check: "schema_drift",
      changes: [{ path, kind, before: null, after: null, class: "safe", reason: "", line: 1 }],
    });
  const change = (changes: Partial<BlockSights>, loadMethod: string | null = null, flows = [flow]) =>
    account(changes, { loadMethod }, flows).change;

  it("altered a table only where a column came new to a database, in a run that went well", () => {
    expect(change({ findings: [drift("$.fresh")] })).toBe("ALTER");
    expect(change({ findings: [drift("$.fresh", "property_removed")] })).toBeNull();
    expect(change({ findings: [drift("$.lines[*].qty")] })).toBeNull();
    expect(change({ findings: [drift("$.fresh")], run: { ...goodRun, status: "failed" } })).toBeNull();
    expect(
      change({ findings: [drift("$.fresh")] }, null, [{ ...flow, target: named("file", "/a") }]),
    ).toBeNull();
    expect(change({ findings: [drift("$.fresh")] }, null, [{ ...flow, forwarded: 0 }])).toBeNull();
    expect(change({}, "overwrite")).toBe("OVERWRITE");
    expect(change({}, "append-only")).toBeNull();
  });
});
