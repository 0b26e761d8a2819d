import { describe, expect, it } from "vitest";
import { badRun, block, goodRun } from "../../../test/fixtures/runs/seed.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run, RunPlugin } from "../../model/run.ts";
import { blockEnds, type SeenBlock } from "./block-ends.ts";

const start = badRun.startedAt;
const end = badRun.endedAt ?? 0;
const mapper = (from: number, to: number | null): MapperBlock => ({
  ...block,
  openedAt: start + from,
  closedAt: to === null ? null : start + to,
});
const seen = (plugins: string[], ...mappers: MapperBlock[]): SeenBlock => ({ plugins, mappers });
const plugin = (name: string, exitCode: number | null): RunPlugin => ({
  ...{ name, role: "other", exitCode, cpuSeconds: null, maxRssBytes: null },
});

/** Each block as "START-END TYPE", in milliseconds since the run began; "-" for one that never began. */
function ends(blocks: SeenBlock[], changes: Partial<Run> = {}, plugins: RunPlugin[] = []): string[] {
  return blockEnds(blocks, { ...badRun, failedPlugin: null, ...changes }, plugins).map((one) =>
    one.startedAt === null
      ? "-"
      : `${one.startedAt - start}-${(one.end?.at ?? Number.NaN) - start} ${one.end?.type}`,
  );
}

const first = seen(["tap-a", "target-x"], mapper(100, 900));
const second = seen(["tap-b", "target-x"], mapper(1_500, 2_500));
const dbt = seen(["dbt"]);

describe("the blocks of a run", () => {
  it("all went well in one that went well, each after the one before it", () => {
    const run = { ...goodRun, startedAt: start, endedAt: end };
    expect(ends([first, second, dbt], run)).toEqual([
      "100-900 COMPLETE",
      "1500-2500 COMPLETE",
      "2500-5000 COMPLETE",
    ]);
    expect(ends([dbt, dbt], run)).toEqual(["0-0 COMPLETE", "0-5000 COMPLETE"]);
  });

  it("ended at the one whose plugin is to blame; what stands behind it never began", () => {
    expect(ends([first, second, dbt], { failedPlugin: "tap-b" })).toEqual([
      "100-900 COMPLETE",
      "1500-5000 FAIL",
      "-",
    ]);
    expect(ends([first, dbt], { failedPlugin: "dbt" })).toEqual(["100-900 COMPLETE", "900-5000 FAIL"]);
    expect(
      ends([seen(["tap-a", "target-x"]), seen(["tap-b", "target-y"])], { failedPlugin: "tap-a" }),
    ).toEqual(["0-5000 FAIL", "-"]);
  });

  it("ended at the last one that a mapper saw, where nobody is to blame", () => {
    const open = seen(["tap-b", "target-x"], mapper(1_500, null));
    expect(ends([first, open, dbt], { status: "terminated" })).toEqual([
      "100-900 COMPLETE",
      "1500-5000 ABORT",
      "-",
    ]);
  });

  it("ended behind one that ended well with both its ends", () => {
    const good = [plugin("tap-a", 0), plugin("target-x", 0)];
    expect(ends([first, dbt], { status: "terminated" }, good)).toEqual([
      "100-900 COMPLETE",
      "900-5000 ABORT",
    ]);
  });

  it("are none that anybody knows of, where nothing was seen and nobody is to blame", () => {
    expect(ends([dbt, dbt], { status: "failed" })).toEqual(["-", "-"]);
  });

  it("last from the first to the last of their attempts", () => {
    const again = seen(["tap-a", "target-x"], mapper(100, 400), mapper(2_000, 3_000));
    expect(ends([again, second], { failedPlugin: "tap-b" })).toEqual(["100-3000 COMPLETE", "3000-5000 FAIL"]);
  });
});
