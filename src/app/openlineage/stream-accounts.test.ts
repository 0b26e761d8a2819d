import { describe, expect, it } from "vitest";
import { goodRun } from "../../../test/fixtures/runs/seed.ts";
import { aFinding } from "../../../test/fixtures/store/samples.ts";
import { idMetrics } from "../../../test/openlineage/samples.ts";
import type { ColumnFlow, CountedFlow, LineageBlock } from "../../model/lineage.ts";
import { planStream } from "../../quality/index.ts";
import { streamsSettings } from "../../quality/settings.ts";
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
  intoStream: [column("id"), column("email"), column("first"), column("phone")],
  intoTarget: [
    column("ID", { from: ["id"], kind: "renamed", by: "target-y" }),
    column("email", { kind: "computed", masking: true, by: "hash" }),
    column("phone", { maskedIfBroken: "watch" }),
    column("name", { from: ["first", "email"], kind: "computed", by: "maps" }),
    column("loaded_by", { from: [], kind: "constant" }),
    column("mystery", { kind: "unknown" }),
  ],
  dropped: [],
  notes: [],
  records: 10,
  forwarded: 9,
};

const streams = streamsSettings.parse({
  orders: {
    checks: [
      { not_null: ["id", "note"] },
      { range: { field: "qty", min: 0 }, name: "stock" },
      { unique: ["id", "line"] },
      { expression: "id > 0", name: "positive" },
    ],
  },
});

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
  schemas: [{ stream: "orders", schema: { properties: {} }, keys: ["id"] }],
  findings: [],
  passed: [],
  entries: (stream) => planStream({ layers: [streams], defaultChecks: true }, stream, "tap-x").entries,
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
    const step = (subtype: string, description: string, masking = false) => ({
      subtype,
      description,
      masking,
    });
    const computed = step("TRANSFORMATION", "computed by maps");
    expect(account().origins).toEqual([
      { column: "ID", field: "id", steps: [step("IDENTITY", "renamed by target-y")] },
      { column: "email", field: "email", steps: [step("TRANSFORMATION", "masked by hash", true)] },
      expect.objectContaining({ column: "phone" }),
      { column: "name", field: "first", steps: [computed] },
      { column: "name", field: "email", steps: [computed] },
    ]);
    expect(account({}, {}, [{ ...flow, intoStream: null }]).origins).toEqual([]);
  });

  it("says of a column that a check masks how many values that were, and that the others came as they are", () => {
    const masked = aFinding({
      ...{ check: "sensitive", name: "phones", field: "phone", action: "mask" },
      ...{ violations: 3, records: 10 },
    });
    const stepsOf = (findings: BlockSights["findings"], name = "phone") =>
      account({ findings }).origins.find(({ column: to }) => to === name)?.steps;
    const says = "values that break a check are masked";
    const plain = { subtype: "IDENTITY", description: "", masking: false };
    const hides = { subtype: "TRANSFORMATION", masking: true };
    expect(stepsOf([])).toEqual([{ ...hides, description: `${says} by watch: none in this run` }, plain]);
    expect(stepsOf([masked])).toEqual([
      { ...hides, description: `${says} by watch: in this run 3 of 10 by phones` },
      plain,
    ]);
    expect(stepsOf([{ ...masked, mode: "shadow" }])?.[0]?.description).toContain("none in this run");
    expect(stepsOf([{ ...masked, field: "id" }], "ID")).toMatchObject([hides, { subtype: "IDENTITY" }]);
  });

  it("calls a check that passed as it is called when it finds something", () => {
    const passed = [
      "not_null_id_note",
      "stock",
      "unique_id_line",
      "positive",
      "unique",
      "reconcile.target_rows",
      "range_old",
      "gone",
    ];
    const told = account({ passed: passed.map((name) => ({ stream: "orders", name })) }).passed;
    expect(told.map(({ name, check, column: of }) => [name, check, of])).toEqual([
      ["not_null_id_note", "not_null", "id"],
      ["not_null_id_note", "not_null", "note"],
      ["stock", "range", "qty"],
      ["unique_id_line", "unique", "id, line"],
      ["positive", "expression", null],
      ["unique", "unique", "id"],
      ["reconcile.target_rows", "reconcile", null],
      ["range_old", "range", null],
      ["gone", "gone", null],
    ]);
    const finding = aFinding({ check: "not_null", name: "not_null_id_note", field: "note" });
    expect(account({ findings: [finding] }).passed).toEqual([
      { name: "not_null_id_note", check: "not_null", column: "id" },
    ]);
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
