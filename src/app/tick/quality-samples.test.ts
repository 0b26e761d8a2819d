import { describe, expect, it } from "vitest";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import type { Finding } from "../../model/finding.ts";
import type { Store } from "../../store/index.ts";
import { qualitySamples } from "./quality-samples.ts";

const run = aRun({ endedAt: 5_000 });

/** What the store says of the checks of a run. */
function checked(found: readonly Partial<Finding>[], passed: readonly string[] = []): Store {
  const base = {
    mode: "active",
    outcome: "violated",
    stream: "orders",
    records: 200,
    violations: 0,
  } as const;
  const findings = {
    ofRun: async () => found.map((one) => ({ blockId: "b", finding: { ...base, ...one } })),
    passed: async () => passed.map((stream) => ({ stream, name: "unique" })),
  };
  const none = { attempts: async () => [], ofRun: async () => [] };
  return { findings, runs: none, blocks: none } as unknown as Store;
}

const valuesOf = async (store: Store) =>
  (await qualitySamples(store, run)).map(({ metric, labels, value }) => [metric, labels["stream"], value]);

describe("the samples of checks", () => {
  it("add up rows, and take the worst check's share, because one row may break several", async () => {
    expect(await valuesOf(checked([{ violations: 10 }, { violations: 50 }]))).toEqual([
      ["stream_violations", "orders", 60],
      ["stream_error_percent", "orders", 25],
    ]);
  });

  it("are zero where checks looked and found nothing, and none where none looked", async () => {
    expect(await valuesOf(checked([], ["items"]))).toEqual([
      ["stream_violations", "items", 0],
      ["stream_error_percent", "items", 0],
    ]);
    expect(await valuesOf(checked([]))).toEqual([]);
  });

  it("leave out what is in shadow, and what no record was looked at for", async () => {
    expect(await valuesOf(checked([{ mode: "shadow", violations: 9 }, { outcome: "uninspected" }]))).toEqual(
      [],
    );
    expect(await valuesOf(checked([{ records: null, violations: 1 }]))).toEqual([
      ["stream_violations", "orders", 1],
      ["stream_error_percent", "orders", 0],
    ]);
  });

  it("stand at the end of the run", async () => {
    expect((await qualitySamples(checked([], ["items"]), run))[0]?.at).toBe(5_000);
  });
});
