import { expect, it } from "vitest";
import { beginningOfFlow, type FlowChange, type FlowState, watchFlow } from "./flow-watch.ts";

/** Feeds a sample every half second; `records` says how many came in each. */
function watch(
  records: readonly number[],
  minimum: number | null,
): (FlowChange & { readonly second: number })[] {
  let state: FlowState = beginningOfFlow;
  let total = 0;
  const changes: (FlowChange & { second: number })[] = [];
  for (const [index, count] of records.entries()) {
    total += count;
    const at = index * 500;
    const sample = { at, records: total, bytes: 0, waitingForTapMs: 0, waitingForTargetMs: 0, ownWorkMs: 0 };
    const watched = watchFlow(state, sample, minimum);
    state = watched.state;
    if (watched.change !== null) changes.push({ ...watched.change, second: at / 1000 });
  }
  expect(state.recent.length).toBeLessThanOrEqual(62);
  return changes;
}

const seconds = (count: number, perSecond: number): number[] =>
  Array.from({ length: count * 2 }, () => perSecond / 2);

it("says that the flow is too slow after half a minute below the minimum, once", () => {
  expect(watch(seconds(90, 50), 100)).toEqual([
    { state: "firing", recordsPerSecond: 50, minimum: 100, second: 30 },
  ]);
});

it("says when it is fast enough again", () => {
  expect(watch([...seconds(40, 50), ...seconds(40, 400)], 100).map(({ state }) => state)).toEqual([
    "firing",
    "resolved",
  ]);
});

it.each([
  ["short pauses", [...seconds(20, 400), ...seconds(10, 0), ...seconds(40, 400)], 100],
  ["the minimum itself", seconds(60, 100), 100],
  ["the first half minute", seconds(29, 0), 100],
  ["anything where no minimum is set", seconds(90, 0), null],
])("says nothing about %s", (_case, records, minimum) => {
  expect(watch(records, minimum)).toEqual([]);
});
