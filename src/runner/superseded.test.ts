import { describe, expect, it } from "vitest";
import type { Finding } from "../model/finding.ts";
import { type BlockFinding, findingsThatHold } from "./superseded.ts";

const attempts = [
  { number: 1, startedAt: 1000 },
  { number: 2, startedAt: 9000 },
];
const block = (blockId: string, openedAt: number, tap = "tap-x", statesForwarded = 0) => ({
  blockId,
  tap,
  openedAt,
  statesForwarded,
});
const found = (blockId: string, check: string): BlockFinding => ({
  blockId,
  finding: { check, stream: "orders" } as Finding,
});
const names = (findings: readonly BlockFinding[]): string[] =>
  findings.map(({ blockId, finding }) => `${blockId} ${finding.check}`);

describe("findings of a run that was tried again", () => {
  const blocks = [block("first", 2000), block("second", 9500)];

  it("hold, but for what was said at the end of a stream that began anew", () => {
    const findings = ["row_count", "not_null", "freshness"].flatMap((check) => [
      found("first", check),
      found("second", check),
    ]);
    expect(names(findingsThatHold(findings, { blocks, attempts }))).toEqual([
      "second row_count",
      "first not_null",
      "second not_null",
      "second freshness",
    ]);
  });

  it("say nothing of an amount of which either attempt brought a part", () => {
    const divided = [block("first", 2000, "tap-x", 3), block("second", 9500)];
    const findings = ["row_count", "volume", "freshness"].map((check) => found("second", check));
    expect(names(findingsThatHold(findings, { blocks: divided, attempts }))).toEqual(["second freshness"]);
  });

  it("hold whole for a block that went well and was not begun anew", () => {
    const others = [...blocks, block("other", 1500, "tap-z", 3)];
    const findings = [found("other", "volume"), found("run.reconcile", "reconcile")];
    expect(findingsThatHold(findings, { blocks: others, attempts })).toEqual(findings);
  });

  it("hold whole for a run of one attempt, whatever its blocks", () => {
    const findings = [found("first", "volume")];
    expect(findingsThatHold(findings, { blocks, attempts: attempts.slice(0, 1) })).toEqual(findings);
  });
});
