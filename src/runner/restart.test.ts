import { describe, expect, it } from "vitest";
import { twoLoads } from "../../test/fixtures/runs/two-loads.ts";
import { parseRunArguments } from "./command-line.ts";
import { type RestartOptions, restart, startsAt } from "./restart.ts";
import { type BlockLog, emptyRunLog } from "./run-log.ts";

const plan = twoLoads;
const ended = (success: boolean): BlockLog => ({
  stateUpdates: 0,
  targetIsSdk: false,
  targetRead: null,
  result: {
    setNumber: 0,
    success,
    error: null,
    exitCodes: { tap: null, target: null, mappers: {} },
  } as never,
});
const start = (text: string) => ({ line: parseRunArguments(text.split(" ")), plan });
const endsAfter = (blocks: readonly boolean[], more: Partial<RestartOptions> = {}): RestartOptions => ({
  log: { ...emptyRunLog, blocks: blocks.map(ended) },
  failedPlugin: null,
  from: "block",
  ...more,
});
const all = "--full-refresh daily-load --state-id-suffix s";

describe("a retry", () => {
  it.each<[string, RestartOptions, string, string | null]>([
    [
      "at the block that Meltano says failed",
      endsAfter([true, false]),
      "--full-refresh --state-id-suffix s dbt:run tap-z target-y",
      "dbt:run",
    ],
    [
      "at the block that never ended",
      endsAfter([true, true]),
      "--full-refresh --state-id-suffix s tap-z target-y",
      "tap-z-to-target-y",
    ],
    ["at the first block, as it was written", endsAfter([false]), all, null],
    ["at the first block where all of it is wanted", endsAfter([true, false], { from: "job" }), all, null],
    [
      "at the blamed plugin's block where Meltano calls all blocks good",
      endsAfter([true, true, true], { failedPlugin: "tap-z" }),
      "--full-refresh --state-id-suffix s tap-z target-y",
      "tap-z-to-target-y",
    ],
    [
      "at the first block where the blamed plugin works in several",
      endsAfter([true, true, true], { failedPlugin: "target-y" }),
      all,
      null,
    ],
    ["at the first block where nobody is blamed", endsAfter([true, true, true]), all, null],
  ])("starts %s", (_case, options, rest, block) => {
    const next = restart(start(all), options);
    expect(next.line.rest.join(" ")).toBe(rest);
    expect(startsAt(next, plan)).toBe(block);
  });

  it("starts again at a block of what the retry before it ran", () => {
    const second = restart(start(all), endsAfter([true, false]));
    const third = restart(second, endsAfter([true, false]));
    expect(third.line.blocks).toEqual(["tap-z", "target-y"]);
    expect(third.plan.blocks).toHaveLength(1);
  });

  it.each([
    ["--timeout 60 daily-load -f", "-f daily-load"],
    ["daily-load --timeout=60", "daily-load"],
    ["--run-id x -- daily-load", "--run-id x -- daily-load"],
  ])("leaves the user's time limit to what is left of it: `%s`", (text, rest) => {
    const { line } = restart(start(`-- ${text}`), endsAfter([false]));
    expect(line).toMatchObject({ timeout: null, rest: rest.split(" ") });
  });
});
