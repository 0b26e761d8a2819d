import { describe, expect, it } from "vitest";
import { StreamTest } from "../../../test/quality/stream.ts";
import type { Json } from "../../lib/canonical-json.ts";

const idAlways = { not_null: ["id"] };

function streamWith(checks: readonly object[], more: object = {}): StreamTest {
  return new StreamTest({ streams: { orders: { checks, ...more } } });
}

describe("what happens to a row", () => {
  it.each(["quarantine", "drop"] as const)("%s, and the rest flows", (action) => {
    const test = streamWith([{ ...idAlways, on_violation: action }]);
    expect(test.record({ id: 1 })).toBe("forward");
    expect(test.record({})).toEqual({ action, reason: "id is null or missing.", name: "not_null_id" });
    expect(test.stream().counts).toMatchObject({
      records: 2,
      [action === "drop" ? "dropped" : "quarantined"]: 1,
    });
    expect(test.stream().gates).toBe(true);
  });

  it("keeps more back where two checks disagree", () => {
    const test = streamWith([
      { ...idAlways, on_violation: "drop" },
      { not_null: ["a"], on_violation: "quarantine" },
      { range: { field: "b", max: 1 }, on_violation: "mask" },
    ]);
    expect(test.record({ b: 5 })).toMatchObject({ action: "quarantine", name: "not_null_a" });
    expect(test.record({ a: 1, b: 5 })).toMatchObject({ action: "drop" });
    expect(test.record({ a: 1, id: 1, b: 5 })).toMatchObject({ action: "mask", places: [["b"]] });
  });

  it("masks all that several checks name, each place where it is wrong", () => {
    const test = streamWith([
      { range: { field: "lines[].qty", min: 0 }, on_violation: "mask" },
      { length: { field: "note", max: 3 }, on_violation: "mask" },
    ]);
    const verdict = test.record({ lines: [{ qty: 1 }, { qty: -1 }], note: "secret" });
    expect(verdict).toMatchObject({ action: "mask", places: [["lines", 1, "qty"], ["note"]] });
  });

  it("does not forward the row that reaches a fail count", () => {
    const test = streamWith([{ ...idAlways, fail: { count: 2 } }]);
    expect(test.record({})).toBe("forward");
    expect(test.record({})).toMatchObject({
      action: "fail",
      name: "not_null_id",
      reason: expect.stringContaining("fail at 2"),
    });
    expect(test.end()).toMatchObject([
      { level: "fail", severity: "error", threshold: { count: 2 }, violations: 2, firstLine: 1 },
    ]);
  });

  it("never acts in shadow, and records what it would have done", () => {
    const test = streamWith([
      { ...idAlways, on_violation: "quarantine", fail: { count: 1 }, mode: "shadow" },
    ]);
    expect(test.record({})).toBe("forward");
    expect(test.stream().gates).toBe(false);
    expect(test.end()).toMatchObject([
      { mode: "shadow", level: "fail", action: "quarantine", violations: 1 },
    ]);
  });

  it("counts only rows for which where is true", () => {
    const checks = [
      { row_count: { max: 2 }, where: "status == 'OPEN'" },
      { row_count: { min: 2 }, where: "status == 'SHUT'", name: "shut" },
    ];
    const test = streamWith(checks);
    test.records({ status: "OPEN" }, { status: "SHUT" }, { status: "OPEN" }, {});
    expect(test.end()).toMatchObject([
      { name: "shut", value: 1, message: expect.stringContaining("1 record came") },
    ]);
  });

  it("takes the one violation of a stream for all of it", () => {
    const checks = [{ null_rate: { field: "a", max_percent: 1 }, fail: { percent: 60 } }];
    const test = streamWith(checks);
    test.records(...Array.from({ length: 500 }, () => ({ a: null })));
    expect(test.end()).toMatchObject([{ level: "fail", threshold: { percent: 60 } }]);
  });

  it("looks only at rows for which where is true", () => {
    const test = streamWith([{ ...idAlways, where: "status == 'OPEN' && qty > 1" }]);
    test.records(
      { status: "OPEN", qty: 2 },
      { status: "SHUT", qty: 2 },
      { status: "OPEN" },
      { status: "OPEN", qty: "x" },
    );
    const [violated, uninspected] = test.end();
    expect(violated).toMatchObject({ outcome: "violated", violations: 1, records: 1 });
    expect(uninspected).toMatchObject({ outcome: "uninspected", violations: 0, records: 1 });
    expect(uninspected?.message).toBe("where can't be judged: a string can't be compared with a number.");
  });

  it("counts a fault of an expression as uninspected, never as a violation", () => {
    const test = streamWith([{ expression: "qty > 1", on_violation: "quarantine", fail: { count: 1 } }]);
    expect(test.record({ qty: "secret" })).toBe("forward");
    expect(test.end()).toMatchObject([
      { outcome: "uninspected", violations: 0, records: 1, name: "expression_qty_1" },
    ]);
  });
});

describe("a record that is no object", () => {
  it("goes into quarantine where rows of its stream can, and is uninspected elsewhere", () => {
    for (const record of ["null", "[]", "5", '"x"'])
      expect(streamWith([{ ...idAlways, on_violation: "quarantine" }]).record(record)).toMatchObject({
        action: "quarantine",
      });
    const test = streamWith([idAlways]);
    expect(test.record("null")).toBe("uninspected");
    expect(test.end()).toMatchObject([
      { outcome: "uninspected", message: "The record is missing or no object." },
    ]);
    expect(test.stream().counts).toMatchObject({ records: 1, uninspected: 1 });
  });
});

describe("thresholds", () => {
  const rows = (test: StreamTest, good: number, bad: number): void => {
    for (let at = 0; at < good; at++) test.record({ id: at });
    for (let at = 0; at < bad; at++) test.record({});
  };

  it("judge a share at a segment's end once 1,000 records were seen, and at the end", () => {
    const early = streamWith([{ ...idAlways, fail: { percent: 1 } }]);
    rows(early, 500, 100);
    expect(early.stream().onSegmentEnd()).toBe("go on");
    rows(early, 400, 0);
    expect(early.stream().onSegmentEnd()).toMatchObject({
      action: "fail",
      reason: expect.stringContaining("1 %"),
    });
    const late = streamWith([{ ...idAlways, fail: { percent: 50 } }]);
    rows(late, 1, 1);
    expect(late.run.onEnd({ complete: true })).toMatchObject({ action: "fail" });
  });

  it("are exact: 7 of 10,000 are 0.07 %", () => {
    const test = streamWith([{ ...idAlways, warn: { percent: 0.07 } }]);
    rows(test, 9993, 7);
    expect(test.end()).toMatchObject([{ level: "warn", threshold: { percent: 0.07 } }]);
    const below = streamWith([{ ...idAlways, warn: { percent: { $number: "0.0700000000000000000001" } } }]);
    rows(below, 9993, 7);
    expect(below.end()).toMatchObject([{ level: "none", severity: "info", threshold: null }]);
  });

  it("of nothing are reached by nothing", () => {
    const test = streamWith([{ ...idAlways, warn: { percent: 0 }, fail: { percent: 0 } }]);
    rows(test, 10, 0);
    expect(test.end()).toEqual([]);
    expect(test.run.onEnd({ complete: true })).toBe("go on");
  });

  it("give findings the severity that was asked for", () => {
    const test = streamWith(
      [{ ...idAlways, severity: "critical", owner: "ann", tags: ["a"], description: "why" }],
      { owner: "bob", tags: ["b"] },
    );
    rows(test, 0, 1);
    expect(test.end()).toMatchObject([
      { severity: "critical", owner: "ann", tags: ["b", "a"], description: "why" },
    ]);
  });
});

describe("which checks a stream has", () => {
  const ranges = (max: number) => [{ range: { field: "v", max }, on_violation: "drop" }];
  it("is decided by every key that fits, the most special one winning for a name", () => {
    const test = new StreamTest({
      tap: "tap-postgres",
      streams: {
        "public-orders": { checks: ranges(1) },
        "*": { checks: [...ranges(1000), { not_null: ["w"], on_violation: "drop" }], owner: "all" },
        "tap-postgres/public-*": { checks: ranges(100), owner: "pg" },
        "public-*": { checks: ranges(10) },
      },
    });
    expect(test.record({ v: 2, w: 1 }, "public-orders")).toMatchObject({ action: "drop" });
    expect(test.record({ v: 50, w: 1 }, "public-items")).toBe("forward");
    expect(test.record({ v: 50 }, "public-items")).toMatchObject({ name: "not_null_w" });
    expect(test.record({ v: 500, w: 1 }, "other")).toBe("forward");
    expect(test.stream("public-items").plan).toMatchObject({
      owner: "pg",
      keys: ["tap-postgres/public-*", "public-*", "*"],
    });
  });

  it("lets a mapping's own entry win, however general it is", () => {
    const test = new StreamTest({
      streams: { orders: { checks: ranges(1) } },
      mapping: { "*": { checks: ranges(10) } },
    });
    expect(test.record({ v: 5 })).toBe("forward");
    expect(test.record({ v: 50 })).toMatchObject({ action: "drop" });
  });

  it("has the defaults unless they are switched off, and an own entry in place of one", () => {
    const names = (options: object) => new StreamTest(options).stream().plan.entries.map(({ name }) => name);
    expect(names({ defaults: true })).toEqual(expect.arrayContaining(["schema", "not_null", "unique"]));
    expect(names({})).toEqual([]);
    const own = new StreamTest({
      defaults: true,
      streams: { "*": { checks: [{ schema: {}, on_violation: "drop" }] } },
    });
    expect(own.stream().plan.entries.filter(({ name }) => name === "schema")).toMatchObject([
      { onViolation: "drop", isDefault: false },
    ]);
  });

  it("says in strict mode which keys fit no stream, and which fields no SCHEMA has", () => {
    const test = new StreamTest({
      strict: { unknown_streams: true, unknown_fields: true },
      streams: { ordres: { checks: [] }, orders: { checks: [{ not_null: ["id", "idd"] }] } },
    });
    test.schema({ properties: { id: {} } });
    test.record({ id: 1, idd: 1 });
    expect(test.end()).toMatchObject([
      { check: "not_null", field: "idd", outcome: "violated", message: "The SCHEMA has no field idd." },
      { check: "strict", stream: "ordres" },
    ]);
    const lax = streamWith([{ not_null: ["idd"] }]).schema({ properties: {} });
    expect(lax.end()).toMatchObject([{ outcome: "uninspected", field: "idd" }]);
    const misspelt = streamWith([{ expression: "qyt > 1", where: "idd > 0" }]).schema({ properties: {} });
    expect(misspelt.end()).toMatchObject([
      { outcome: "uninspected", field: "qyt" },
      { outcome: "uninspected", field: "idd" },
    ]);
  });
});

describe("a field that no SCHEMA has, in strict mode", () => {
  const test = () =>
    new StreamTest({
      strict: { unknown_streams: false, unknown_fields: true },
      streams: { orders: { checks: [{ not_null: ["idd"] }] } },
    });

  it("adds nothing to the rows that violate the check of it", () => {
    const stream = test().schema({ properties: { id: {} } });
    for (let id = 1; id <= 9; id++) stream.record({ id });
    stream.schema({ properties: { id: {}, more: {} } });
    expect(stream.end()).toMatchObject([{ field: "idd", violations: 9, records: 9 }]);
  });

  it("is one violation where no row is one", () => {
    const stream = test().schema({ properties: { id: {} } });
    stream.record({ idd: 1 });
    stream.schema({ properties: { id: {}, more: {} } });
    expect(stream.end()).toMatchObject([{ field: "idd", violations: 1, records: 1, level: "warn" }]);
  });
});

describe("samples", () => {
  const rowsOf = (samples: object) => {
    const test = new StreamTest({
      samples,
      streams: { orders: { checks: [{ range: { field: "v", max: 1 } }] } },
    }).schema({ properties: { id: {}, v: {} } }, { keys: ["id"] });
    for (let at = 0; at < 9; at++) test.record(`{"id":"Ab-${at}","v":${at + 2}.50,"other":"hidden"}`);
    return test.end()[0]?.samples;
  };

  it("are masked, as they are, or none, and never more than asked for", () => {
    expect(rowsOf({ rows: 2 })).toEqual([
      { line: 2, values: { id: "Aa-9", v: "9.9" } },
      { line: 3, values: { id: "Aa-9", v: "9.9" } },
    ]);
    expect(rowsOf({ rows: 1, values: "plain" })).toEqual([{ line: 2, values: { id: "Ab-0", v: 2.5 } }]);
    expect(rowsOf({ values: "none" })).toEqual([]);
    expect(rowsOf({ rows: 0 })).toEqual([]);
    expect(rowsOf({})).toHaveLength(5);
  });

  it("of what looks secret are always masked", () => {
    const test = new StreamTest({
      samples: { values: "plain" },
      streams: { orders: { checks: [{ sensitive: {} }] } },
    });
    test.record({ note: "write to ann@example.com" });
    expect(JSON.stringify(test.end())).not.toContain("example.com");
  });
});

describe("findings", () => {
  it("are one for each field, and together beyond fifty", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`f${at}`, { type: "integer" }]),
    );
    const test = new StreamTest({ streams: { orders: { checks: [{ schema: {} }] } } }).schema({ properties });
    test.record(Object.fromEntries(Object.keys(properties).map((name) => [name, "x"])));
    const found = test.end();
    expect(found.length).toBeLessThanOrEqual(51);
    expect(found.filter(({ field }) => field === null)).toHaveLength(1);
  });
});

describe("a version", () => {
  const guard = (action: string) => streamWith([{ activate_version: {}, on_violation: action }]);

  it("is held back only where that is asked for", () => {
    expect(guard("keep").stream().onVersion({ version: 2, line: 1 })).toBe("go on");
    const never = guard("hold");
    never.stream().onVersion({ version: 2, line: 1 });
    expect(never.end()).toMatchObject([{ action: "hold", severity: "error" }]);
    const held = guard("hold");
    expect(held.stream().onVersion({ version: 2, line: 1 })).toBe("hold");
    expect(held.stream().holdsVersion("state")).toBe(true);
    for (let at = 0; at < 5; at++) held.line(`{"record":{"id":${at}},"version":2}`);
    expect(held.stream().holdsVersion("end")).toBe(false);
  });
});

describe("what no check could look at", () => {
  it("is counted, and never as good", () => {
    const test = streamWith([idAlways]);
    test.stream().onUninspected();
    test.stream().onUnread();
    expect(test.stream().counts).toMatchObject({ records: 2, uninspected: 1 });
    expect(test.run.passed()).toEqual([]);
    test.record({ id: 1 });
    expect(test.run.passed()).toEqual([{ stream: "orders", name: "not_null_id" }]);
    expect(test.stream().keyOf({ record: { id: 1 } })).toBeNull();
    test.schema({ properties: { id: {} } }, { keys: ["id"] });
    expect(test.stream().keyOf({ record: { id: 1 } })).toEqual({ id: 1 });
  });

  it("is not said to have passed what had nothing to judge: no keys, a tap that reads a log, no bookmark", () => {
    const passedWith = (schema: Json, keys: string[], state?: Json): string[] => {
      const test = new StreamTest({ defaults: true }).schema(schema, { keys });
      for (let id = 0; id < 20; id++) test.record({ id });
      if (state !== undefined) test.run.onState({ value: state, numbers: new Map(), line: 30 });
      test.end();
      return test.run.passed().map(({ name }) => name);
    };
    const keyed = ["not_null", "unique", "duplicate_page"];
    const plain = { properties: { id: {} } };
    expect(passedWith(plain, [])).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/null|uniq|page|book/)]),
    );
    expect(passedWith(plain, ["id"])).toEqual(expect.arrayContaining(keyed));
    expect(passedWith(plain, ["id"])).not.toContain("bookmark");
    expect(passedWith(plain, ["id"], { bookmarks: { orders: { id: 3 } } })).toContain("bookmark");
    expect(passedWith({ properties: { id: {}, _sdc_lsn: {} } }, ["id"])).not.toContain("unique");
  });

  it("holds STATEs where one stream asks for it", () => {
    expect(streamWith([], { hold_state: true }).run.holdsState).toBe(true);
    expect(streamWith([]).run.holdsState).toBe(false);
    expect(streamWith([idAlways]).run.onState({ value: {}, numbers: new Map(), line: 1 })).toBe("go on");
  });
});
