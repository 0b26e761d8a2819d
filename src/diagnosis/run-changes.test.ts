import { expect, it } from "vitest";
import type { RunContext } from "../model/run-context.ts";
import { changesBetween } from "./run-changes.ts";

const before: RunContext = {
  pitchpipeVersion: "0.1.0",
  meltanoVersion: "4.4.0",
  configHash: "aa",
  gitCommit: "4f1c0de",
  plugins: { "tap-orders": "1.2.0", "target-postgres": null },
  meltanoYml: { "plugins.tap-orders.config.start_date": "2024-01-01" },
};

it("tells nothing where nothing changed", () => {
  expect(changesBetween(before, before)).toEqual([]);
});

it("tells versions, the commit and each key of meltano.yml", () => {
  const after: RunContext = {
    ...before,
    meltanoVersion: "4.4.1",
    gitCommit: "beef123",
    plugins: { "tap-orders": "1.3.0", "target-postgres": null },
    meltanoYml: { "plugins.tap-orders.config.page_size": "100" },
  };
  expect(changesBetween(before, after)).toEqual([
    { what: "Meltano", before: "4.4.0", after: "4.4.1" },
    { what: "tap-orders", before: "1.2.0", after: "1.3.0" },
    { what: "git commit", before: "4f1c0de", after: "beef123" },
    { what: "meltano.yml plugins.tap-orders.config.page_size", before: null, after: "100" },
    { what: "meltano.yml plugins.tap-orders.config.start_date", before: "2024-01-01", after: null },
  ]);
});

it("takes a version that is not known on one side for no change", () => {
  expect(changesBetween(before, { ...before, meltanoVersion: null, gitCommit: null })).toEqual([]);
});

it("names twenty keys at most and counts the rest", () => {
  const meltanoYml = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, "x"]));
  const told = changesBetween({ ...before, meltanoYml: {} }, { ...before, meltanoYml });
  expect(told).toHaveLength(21);
  expect(told.at(-1)?.after).toBe("30 more keys");
});
