import { describe, expect, it } from "vitest";
import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import { coverageDocument } from "./coverage-document.ts";

const run = { runId: "r", job: "j", status: "success" } as Run;
const closed = { closedAt: 5 } as MapperBlock;
const count = (stream: string, records: number, uninspected = 0): StreamCount =>
  ({ stream, records, uninspected, quarantined: 0, dropped: 0 }) as StreamCount;

describe("audit coverage", () => {
  it("is 100 when every record lies under a segment", () => {
    const document = coverageDocument({
      run,
      blocks: [closed],
      streams: [count("a", 10, 1)],
      totals: [{ stream: "a", segments: 2, records: 10 }],
    });
    expect(document).toMatchObject({
      percent: 100,
      reason: null,
      streams: [
        { stream: "a", records: 10, covered: 10, uninspected: 1, segments: 2, percent: 100, reason: null },
      ],
    });
  });

  it("answers for what was set aside or left out, which has entries of its own", () => {
    const seen = { ...count("a", 10), quarantined: 2, dropped: 1 };
    const totals = [{ stream: "a", segments: 1, records: 7 }];
    const all = coverageDocument({ run, blocks: [closed], streams: [seen], totals });
    expect(all).toMatchObject({
      percent: 100,
      streams: [{ records: 10, covered: 10, quarantined: 2, dropped: 1, reason: null }],
    });
    const one = coverageDocument({ run, blocks: [closed], streams: [{ ...seen, dropped: 0 }], totals });
    expect(one).toMatchObject({ percent: 90, streams: [{ reason: "1 record has no durable segment." }] });
  });

  it("is unknown where records passed in BATCH files, which nobody counted", () => {
    const totals = [{ stream: "a", segments: 1, records: 10 }];
    const of = (batches: number) =>
      coverageDocument({ run, blocks: [closed], streams: [{ ...count("a", 10), batches }], totals });
    const reason = "2 BATCH messages passed: how many records lie in the files is not known.";
    expect(of(2)).toMatchObject({ percent: null, reason, streams: [{ percent: null, reason, covered: 10 }] });
    expect(of(0)).toMatchObject({ percent: 100, reason: null });
  });

  it("is unknown where the account holds more than was counted: one of the two is not true", () => {
    const totals = [
      { stream: "a", segments: 1, records: 11 },
      { stream: "b", segments: 1, records: 9 },
    ];
    const document = coverageDocument({
      run,
      blocks: [closed],
      streams: [count("a", 10), count("b", 10)],
      totals,
    });
    expect(document).toMatchObject({
      percent: null,
      reason: "The account holds 11 of a, more than the 10 that were counted: see `pitchpipe audit verify`.",
      streams: [{ percent: null }, { percent: 90 }],
    });
  });

  it("never rounds up to 100, and says how many are missing", () => {
    const document = coverageDocument({
      run,
      blocks: [closed],
      streams: [count("a", 1_000_000)],
      totals: [{ stream: "a", segments: 1, records: 999_999 }],
    });
    expect(document).toMatchObject({
      percent: 99.99,
      streams: [{ percent: 99.99, reason: "1 record has no durable segment." }],
    });
  });

  it.each([
    ["no mapper was there", [], "success", "No mapper was in the pipe."],
    [
      "the mapper was killed",
      [{ closedAt: null }],
      "failed",
      "A mapper ended without saying so: how many records it saw is not known.",
    ],
    ["the run goes on", [{ closedAt: null }], "running", "The run goes on."],
    ["no mapper has begun yet", [], "running", "The run goes on."],
  ] as const)("is unknown, with the reason, when %s", (_, blocks, status, reason) => {
    const document = coverageDocument({
      run: { ...run, status },
      blocks: blocks as unknown as MapperBlock[],
      streams: [count("a", 10)],
      totals: [{ stream: "a", segments: 1, records: 12 }],
    });
    expect(document).toMatchObject({
      percent: null,
      reason,
      streams: [{ percent: null, reason, records: 12, covered: 12 }],
    });
  });
});
