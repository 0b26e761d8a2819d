import { expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import type { MemoryBudget } from "../check.ts";
import { memoryBudget } from "../engine/run-checks.ts";
import { DistinctSketch } from "./distinct-sketch.ts";
import { StreamColumns } from "./stream-columns.ts";
import { hashNumber, hashText } from "./value-hash.ts";

type Row = { readonly [key: string]: Json };

const plenty: Pick<MemoryBudget, "take"> = { take: () => true };

function measure(schema: Json | null, rows: Iterable<Row>, memory = plenty) {
  const columns = new StreamColumns(memory);
  if (schema !== null) columns.declare(schema);
  for (const row of rows) columns.add(row);
  return Object.fromEntries(columns.metrics().map((each) => [each.column, each]));
}

function* rows(count: number, row: (at: number) => Row): Generator<Row> {
  for (let at = 0; at < count; at++) yield row(at);
}

const orders = { properties: { id: {}, price: {}, status: {}, note: {}, tags: {} } };

it("counts nulls, types, lengths and sums exactly", () => {
  const metrics = measure(orders, [
    { id: 1, price: 1.5, status: "OPEN", note: null, tags: ["a"] },
    { id: 2, price: -3, status: "", tags: { a: 1 } },
    { id: "x", price: true, status: "DONE!", note: "y", tags: null },
  ]);
  expect(metrics["id"]).toMatchObject({
    records: 3,
    nulls: 0,
    types: { integer: 2, string: 1 },
    distinct: 3,
  });
  expect(metrics["price"]).toMatchObject({ min: -3, max: 1.5, sum: -1.5, mean: -0.75 });
  expect(metrics["status"]).toMatchObject({
    lengthMin: 0,
    lengthMax: 5,
    lengthMean: 3,
    min: null,
    sum: null,
  });
  expect(metrics["note"]).toMatchObject({ nulls: 2, types: { string: 1 } });
  expect(metrics["tags"]).toMatchObject({ nulls: 1, types: { array: 1, object: 1 }, distinct: null });
});

it("estimates distinct values and quantiles of many rows within what it states", () => {
  const metrics = measure(
    orders,
    rows(100_000, (at) => ({
      id: at,
      price: (at * 7919) % 100_000,
      status: `S${at % 4}`,
      note: `user${at % 5000}`,
    })),
  );
  const isAbout = (estimate: number | null | undefined, truth: number) =>
    expect(Math.abs((estimate ?? 0) / truth - 1)).toBeLessThan(0.1);
  isAbout(metrics["id"]?.distinct, 100_000);
  isAbout(metrics["note"]?.distinct, 5000);
  expect(metrics["status"]?.distinct).toBe(4);
  expect(metrics["id"]?.distinctError).toBeCloseTo(0.023, 3);
  expect(metrics["status"]?.distinctError).toBe(0);
  isAbout(metrics["price"]?.quantiles?.p50, 50_000);
  isAbout(metrics["price"]?.quantiles?.p95, 95_000);
  expect(metrics["price"]?.sampled).toBe(1024);
});

it("keeps frequent values only as hashes", () => {
  const metrics = measure(
    orders,
    rows(4000, (at) => ({ status: at % 4 === 0 ? "SECRET" : `only ${at}` })),
  );
  expect(metrics["status"]?.top).toHaveLength(1);
  expect(metrics["status"]?.top[0]?.share).toBeGreaterThan(0.2);
  expect(metrics["status"]?.top[0]?.hash).toMatch(/^[0-9a-f]{8}$/);
  expect(JSON.stringify(metrics)).not.toContain("SECRET");
});

it("says the same of the same data", () => {
  const twice = [0, 1].map(() =>
    measure(
      orders,
      rows(5000, (at) => ({ id: at, status: `S${at % 9}` })),
    ),
  );
  expect(twice[0]).toEqual(twice[1]);
});

it("takes its columns from the first record where the schema names none", () => {
  expect(Object.keys(measure({}, [{ a: 1 }, { a: 2, b: 3 }]))).toEqual(["a"]);
  expect(measure(null, [])).toEqual({});
});

it("goes on with the columns it has when the schema changes", () => {
  const columns = new StreamColumns(plenty);
  columns.declare({ properties: { a: {} } });
  columns.add({ a: 1 });
  columns.declare({ properties: { a: {}, b: {} } });
  columns.add({ a: 2, b: 5 });
  expect(columns.metrics()).toMatchObject([
    { column: "a", records: 2, nulls: 0, sum: 3 },
    { column: "b", records: 2, nulls: 1, sum: 5 },
  ]);
});

it("keeps its sample where SCHEMAs take turns", () => {
  const columns = new StreamColumns(plenty);
  for (let at = 0; at < 10; at++) {
    columns.declare({ properties: at % 2 === 0 ? { a: {} } : { a: {}, b: {} } });
    columns.add({ a: at, b: at });
  }
  expect(columns.metrics().map(({ sampled }) => sampled)).toEqual([9, 9]);
});

it("reads fields with hostile names, and nothing that is inherited", () => {
  const names = ["__proto__", "constructor", "toString", 'a"];process.exit(1);//', "\u2028", ""];
  const schema = { properties: Object.fromEntries(names.map((name) => [name, {}])) };
  const proto = { properties: JSON.parse('{"__proto__": {}, "constructor": {}}') as Json };
  expect(measure(schema, [{}])["constructor"]).toMatchObject({ nulls: 1, types: {} });
  const full = JSON.parse('{"__proto__": "x", "constructor": 5}') as Row;
  expect(measure(proto, [full, {}])).toMatchObject({ constructor: { nulls: 1, types: { integer: 1 } } });
  const columns = new StreamColumns(plenty);
  columns.declare(proto);
  columns.add(full);
  columns.add({});
  expect(columns.metrics()[0]).toMatchObject({ column: "__proto__", nulls: 1, types: { string: 1 } });
  expect(measure(schema, [{ 'a"];process.exit(1);//': 1, "": 2 }])[""]).toMatchObject({
    types: { integer: 1 },
  });
});

it("counts without sketches where memory has run out", () => {
  const metrics = measure(orders, [{ id: 1 }, { id: 2 }], { take: () => false });
  expect(metrics["id"]).toMatchObject({
    records: 2,
    sum: 3,
    distinct: null,
    quantiles: null,
    sampled: 0,
    top: [],
  });
});

it("does with what memory there is: fewer sampled rows, and no count of distinct values beyond a few", () => {
  const memory = memoryBudget(5 * (128 + 32 * 12));
  const metrics = measure(
    orders,
    rows(5000, (at) => ({ id: at, price: at % 4 })),
    memory,
  );
  expect(metrics["id"]).toMatchObject({ records: 5000, distinct: null, sampled: 32, min: 0, max: 4999 });
  expect(metrics["price"]).toMatchObject({ distinct: 4 });
});

it("counts a few distinct values exactly, and goes on with a sketch", () => {
  for (const count of [31, 32, 33, 40])
    expect(
      measure(
        { properties: { id: {} } },
        rows(200, (at) => ({ id: at % count })),
      )["id"]?.distinct,
    ).toBe(count);
});

it("measures five hundred columns at most", () => {
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`c${at}`, at]));
  expect(Object.keys(measure(null, [wide]))).toHaveLength(500);
});

it("an infinite sum is unknown", () => {
  const huge = 1.7e308;
  expect(measure(orders, [{ price: huge }, { price: huge }])["price"]).toMatchObject({
    sum: null,
    mean: null,
  });
});

it("hashes spread, and equal values have equal ones", () => {
  expect(hashNumber(-0)).toBe(hashNumber(0));
  expect(hashText("a")).not.toBe(hashText("b"));
  const long = "x".repeat(500);
  expect(hashText(`${long}a`)).not.toBe(hashText(`${long}b`));
});

it("a sketch of nothing is zero, and of millions is within its error", () => {
  expect(new DistinctSketch().estimate()).toBe(0);
  const sketch = new DistinctSketch();
  for (let at = 0; at < 2_000_000; at++) sketch.add(hashNumber(at));
  expect(Math.abs(sketch.estimate() / 2_000_000 - 1)).toBeLessThan(0.07);
});
