import { expect, it } from "vitest";
import { aBlock, aCount, aRun } from "../../../test/fixtures/store/samples.ts";
import type { StreamClaim } from "../../model/run.ts";
import { planStream } from "../../quality/index.ts";
import { streamsSettings } from "../../quality/settings.ts";
import { firstSegment } from "./first-segment.ts";
import { gather, type RunCounts } from "./gather.ts";
import { type LookedStream, reconcileFacts } from "./reconcile-run.ts";

const good = aRun({ status: "success" });
const counted = aCount({ records: 10, forwarded: 8, quarantined: 1, dropped: 1 });

function sides(tap: number | null, target: number | null): StreamClaim[] {
  const said = { tap, target } as const;
  return (["tap", "target"] as const).flatMap((side) => {
    const records = said[side];
    return records === null ? [] : [{ stream: "orders", side, records }];
  });
}

/** The entries that `streams:` gives a stream, the defaults with them. */
function asked(checks: readonly object[], defaultChecks = true) {
  const layers = [streamsSettings.parse({ "*": { checks, owner: "ann" } })];
  return (stream: string) =>
    planStream({ layers, defaultChecks }, stream, null).entries.filter(
      ({ check }) => check.key === "reconcile",
    );
}

interface Changes extends Partial<RunCounts> {
  readonly entries?: ReturnType<typeof asked>;
  readonly segments?: readonly number[];
}

function reconciled(tap: number | null, target: number | null, changes: Changes = {}) {
  const { entries = asked([]), segments = [], ...counts } = changes;
  const block = aBlock({ closedAt: 2 });
  const gathered = gather({
    run: good,
    attempts: 1,
    blocks: [block],
    counts: [counted],
    carriers: [{ stream: "orders", blockId: block.blockId }],
    claims: sides(tap, target),
    planned: [],
    ...counts,
  });
  const streams = gathered.streams.map(({ sides: all, tap: name, comparison }): LookedStream => {
    const differences = comparison.differences.map((one) => ({
      ...one,
      segment: firstSegment(
        one,
        segments.map((records, at) => ({ number: at + 1, records })),
      ),
    }));
    return {
      sides: all,
      tap: name,
      looks: [{ suffix: "", differences, looked: comparison.looked, value: null }],
    };
  });
  const [fact] = reconcileFacts(gathered.run, { streams, entries, at: 5 });
  return fact ?? null;
}

it("is equal where all that spoke said the same", () => {
  const passed = [{ stream: "orders", name: "reconcile" }];
  expect(reconciled(10, 8)).toMatchObject({ runId: good.runId, findings: [], passed });
  expect(reconciled(10, null)).toMatchObject({ findings: [], passed });
  expect(reconciled(null, 8)).toMatchObject({ findings: [], passed });
});

it.each([
  [11, 8, "The tap says it sent 11 records, and 10 came."],
  [10, 7, "8 records were forwarded, and the target says it took 7."],
  [null, 0, "8 records were forwarded, and the target says it took 0."],
  [
    11,
    7,
    "The tap says it sent 11 records, and 10 came. 8 records were forwarded, and the target says it took 7.",
  ],
])("tap %j, target %j: %s", (tap, target, message) => {
  expect(reconciled(tap, target)).toMatchObject({
    passed: [],
    findings: [
      {
        check: "reconcile",
        type: "reconciliation",
        severity: "warning",
        message,
        details: {
          tap_said: tap,
          mapper_saw: 10,
          forwarded: 8,
          quarantined: 1,
          dropped: 1,
          target_said: target,
          first_segment: null,
        },
      },
    ],
  });
});

it("names the first segment in which a target's difference shows", () => {
  expect(reconciled(10, 5, { segments: [3, 3, 2] })?.findings[0]).toMatchObject({
    message:
      "8 records were forwarded, and the target says it took 5. It shows in segment 2 of 3 (records 4 to 6) at the latest.",
    details: {
      first_segment: { number: 2, segments: 3, first_record: 4, last_record: 6, at_latest: true },
    },
  });
});

it("says what the mapper itself does not add up to", () => {
  const lost = aCount({ records: 10, forwarded: 8, quarantined: 1 });
  expect(reconciled(10, null, { counts: [lost] })?.findings[0]?.message).toContain("are not as many");
});

it("says nothing where everybody is silent, or the run was not good", () => {
  expect(reconciled(null, null)).toBeNull();
  expect(reconciled(1, 1, { run: aRun({ status: "failed" }) })).toBeNull();
  expect(reconciled(1, 1, { run: aRun({ status: "unknown" }) })).toBeNull();
});

it("neither finds nor passes anything where numbers of several attempts or blocks are mixed", () => {
  expect(reconciled(11, 8, { attempts: 2 })).toBeNull();
  const blocks = [aBlock({ closedAt: 2 }), aBlock({ blockId: "block-2", closedAt: 3 })];
  const carriers = blocks.map(({ blockId }) => ({ stream: "orders", blockId }));
  expect(reconciled(11, 8, { blocks, carriers })).toBeNull();
  expect(reconciled(11, 8, { blocks, carriers: carriers.slice(0, 1) })?.findings).toHaveLength(1);
});

it("a stream that only the target knows is nobody's difference", () => {
  const other: StreamClaim = { stream: "other", side: "target", records: 3 };
  expect(reconciled(null, null, { claims: [other] })).toBeNull();
});

it("acts as its entry says", () => {
  const found = (entry: object) =>
    reconciled(11, 8, { entries: asked([{ reconcile: {}, ...entry }]) })?.findings;
  expect(found({ severity: "critical", tags: ["money"], description: "counts" })).toMatchObject([
    { severity: "critical", level: "warn", owner: "ann", tags: ["money"], description: "counts" },
  ]);
  expect(found({ mode: "shadow" })).toMatchObject([{ mode: "shadow", severity: "warning" }]);
  expect(found({ warn: { count: 2 } })).toMatchObject([{ level: "none", severity: "info", threshold: null }]);
  expect(found({ warn: { percent: 1 } })).toMatchObject([{ level: "warn", threshold: { percent: 1 } }]);
  expect(found({ name: "ends" })).toMatchObject([{ name: "reconcile" }, { name: "ends" }]);
});

it("is silent where nobody asked for it, and passes under its own name only where it is active", () => {
  expect(reconciled(11, 8, { entries: asked([], false) })).toBeNull();
  const both = [
    { reconcile: {}, name: "ends" },
    { reconcile: {}, mode: "shadow" },
  ];
  expect(reconciled(10, 8, { entries: asked(both, false) })).toMatchObject({
    passed: [{ stream: "orders", name: "ends" }],
  });
});
