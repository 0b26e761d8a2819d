import { expect, it } from "vitest";
import { createStallWatch, type StallLook } from "./stall-watch.ts";

/** Plays looks, one a minute; says what was told at which minute. */
function play(looks: readonly StallLook[], stallAfterMs: number | null = 60_000): string[] {
  const told: string[] = [];
  let minute = 0;
  const look = createStallWatch({
    stallAfterMs,
    now: () => minute * 60_000,
    onStall: () => told.push(`stalled at ${minute}`),
    onFlow: () => told.push(`flows at ${minute}`),
  });
  for (const seen of looks) {
    look(seen);
    minute += 1;
  }
  return told;
}

const seen = (changes: Partial<StallLook>): StallLook => ({
  blocks: [],
  blocksDone: 0,
  tapRecords: null,
  tapLives: true,
  ...changes,
});
const times = (count: number, look: StallLook) => Array.from({ length: count }, () => look);

it.each<[string, StallLook[], string[]]>([
  [
    "sees a stall in a tap's own metrics, no sooner than two minutes",
    times(5, seen({ tapRecords: 7 })),
    ["stalled at 2"],
  ],
  ["is off for a tap that names no counts", times(9, seen({})), []],
  [
    "is quiet when the tap is done and the target goes on",
    times(9, seen({ tapRecords: 7, tapLives: false })),
    [],
  ],
  [
    "is quiet before a second block's tap named a count",
    [seen({ tapRecords: 7 }), ...times(9, seen({ tapRecords: 7, blocksDone: 1 }))],
    [],
  ],
  [
    "says when metrics go on",
    [...times(4, seen({ tapRecords: 7 })), seen({ tapRecords: 8 })],
    ["stalled at 2", "flows at 4"],
  ],
  ["is quiet where the store can't be asked", times(9, seen({ blocks: null, tapRecords: 7 })), []],
])("without a mapper %s", (_case, looks, told) => {
  expect(play(looks)).toEqual(told);
});

it("is off where it is switched off", () => {
  expect(play(times(9, seen({ tapRecords: 7 })), null)).toEqual([]);
});
