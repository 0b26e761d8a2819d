import { describe, expect, it } from "vitest";
import type { MapperBlock } from "../model/mapper-block.ts";
import { decideStall, type FlowSeen, flowsOfMappers, noStall, type StallState } from "./stall.ts";

const flow = (records: number, changes: Partial<FlowSeen> = {}): FlowSeen => ({
  block: "b1",
  records,
  flowing: true,
  waitingFor: "tap",
  ...changes,
});

/** Plays looks at a block, one a minute, with a limit of ten minutes; says what was told at which minute. */
function play(looks: readonly (readonly FlowSeen[])[], stallAfterMs: number | null = 600_000): string[] {
  let state: StallState = noStall;
  return looks.flatMap((seen, minute) => {
    const decision = decideStall(state, { seen, stallAfterMs, now: minute * 60_000 });
    state = decision.state;
    return [
      ...(decision.fired ? [`stalled at ${minute}`] : []),
      ...(decision.resolved ? [`over at ${minute}`] : []),
    ];
  });
}

const times = (count: number, seen: FlowSeen) => Array.from({ length: count }, () => [seen]);

describe("the stall watch", () => {
  it.each<[string, FlowSeen[][], string[]]>([
    ["tells once when no record came for the limit", times(15, flow(5)), ["stalled at 10"]],
    ["is over when records flow again", [...times(12, flow(5)), [flow(6)]], ["stalled at 10", "over at 12"]],
    [
      "is over when the tap is done",
      [...times(12, flow(5)), [flow(5, { flowing: false })]],
      ["stalled at 10", "over at 12"],
    ],
    [
      "tells a second stall too",
      [...times(11, flow(5)), ...times(11, flow(6))],
      ["stalled at 10", "over at 11", "stalled at 21"],
    ],
    ["is quiet while records grow", Array.from({ length: 30 }, (_, minute) => [flow(minute)]), []],
    ["is quiet before the first message and after the tap's end", times(30, flow(0, { flowing: false })), []],
    [
      "counts from the first message, not from the start",
      [...times(20, flow(0, { flowing: false })), ...times(10, flow(0))],
      [],
    ],
    ["is quiet between two blocks", [...times(9, flow(5)), [], ...times(9, flow(5, { block: "b2" }))], []],
  ])("%s", (_case, looks, told) => {
    expect(play(looks)).toEqual(told);
  });

  it("is off without a limit", () => {
    expect(play(times(100, flow(5)), null)).toEqual([]);
  });

  it("says who is waited for, and since when", () => {
    const first = decideStall(noStall, { seen: [flow(5)], stallAfterMs: 1000, now: 50 });
    const { fired } = decideStall(first.state, {
      seen: [flow(5, { waitingFor: "target" })],
      stallAfterMs: 1000,
      now: 1050,
    });
    expect(fired).toEqual({ since: 50, waitingFor: "target" });
  });
});

describe("a mapper's flow", () => {
  const block = (changes: Partial<MapperBlock>) =>
    ({
      blockId: "b1",
      lines: 3,
      records: 2,
      sawEof: false,
      closedAt: null,
      waitingForTapMs: 0,
      waitingForTargetMs: 0,
      ...changes,
    }) as MapperBlock;

  it.each([
    ["runs once a message came", {}, true],
    ["has not begun without a message", { lines: 0 }, false],
    ["is over at the end of its input", { sawEof: true }, false],
    ["is over when the mapper is", { closedAt: 5 }, false],
  ])("%s", (_case, changes, flowing) => {
    expect(flowsOfMappers([block(changes)], [])).toMatchObject([{ flowing, waitingFor: null }]);
  });

  it.each([
    ["tap", { waitingForTapMs: 900, waitingForTargetMs: 100 }],
    ["target", { waitingForTapMs: 100, waitingForTargetMs: 900 }],
    [null, {}],
  ])("waits for the %s by what grew since the last look", (waitingFor, changes) => {
    expect(flowsOfMappers([block(changes)], [block({})])).toMatchObject([{ waitingFor }]);
  });
});
