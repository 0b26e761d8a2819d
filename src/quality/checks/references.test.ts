import { expect, it } from "vitest";
import { StreamTest } from "../../../test/quality/stream.ts";

const streams = {
  orders: { checks: [{ references: { field: "item", to_stream: "items", to_field: "code" } }] },
};

function run(rows: readonly (readonly ["orders" | "items", object | string])[], more: object = {}) {
  const test = new StreamTest({ streams, ...more });
  for (const [stream, record] of rows) test.record(record as string, stream);
  return test;
}

it("finds what refers to nothing, whichever stream comes first", () => {
  const items = ["items", '{"code":1.0}'] as const;
  const orders = [
    ["orders", { item: 1 }],
    ["orders", { item: 2 }],
    ["orders", { item: 2 }],
    ["orders", { item: null }],
    ["orders", {}],
  ] as const;
  for (const rows of [
    [items, ...orders],
    [...orders, items],
  ])
    expect(run(rows).end()).toMatchObject([
      { check: "references", outcome: "violated", violations: 2, field: "item", records: 5 },
    ]);
  expect(run([["orders", { item: "1" }], items]).end()).toMatchObject([{ violations: 1 }]);
});

it("is silent where all is there", () => {
  expect(
    run([
      ["orders", { item: "a" }],
      ["items", { code: "a" }],
    ]).end(),
  ).toEqual([]);
  expect(run([["items", { code: "a" }]]).end()).toEqual([]);
});

it("says that it can't tell where the other stream was silent, or the run ended early", () => {
  expect(run([["orders", { item: 1 }]]).end()).toMatchObject([
    { outcome: "uninspected", message: expect.stringContaining("no record of items") },
  ]);
  expect(
    run([
      ["orders", { item: 1 }],
      ["items", { code: 2 }],
    ]).end(false),
  ).toMatchObject([{ outcome: "uninspected" }]);
});

it("holds only as much as memory allows", () => {
  const test = new StreamTest({ streams, memoryBytes: 5000 });
  for (let at = 0; at < 1000; at++) test.record({ item: at });
  test.record({ code: -1 }, "items");
  const [violated, rest] = test.end();
  expect(violated?.violations).toBeLessThan(1000);
  expect(rest).toMatchObject({
    outcome: "uninspected",
    message: expect.stringMatching(/\d+ references were not judged/),
  });
});
