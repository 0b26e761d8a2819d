import { describe, expect, it } from "vitest";
import type { MapperBlock } from "../model/mapper-block.ts";
import type { MeltanoRun } from "../model/meltano-run.ts";
import type { Run } from "../model/run.ts";
import { adoptRuns, type KnownRun } from "./adopt.ts";

const id = "0199f2c1-0000-7000-8000-000000000000";
const at = (minute: number) => minute * 60_000;

const row = (changes: Partial<MeltanoRun> = {}): MeltanoRun => ({
  id: 1,
  stateId: "dev:tap-x-to-target-y",
  state: "SUCCESS",
  startedAt: at(10),
  endedAt: at(12),
  lastHeartbeatAt: at(12),
  error: null,
  trigger: "cli",
  runId: id,
  ...changes,
});

const block = (changes: Partial<MapperBlock> = {}) =>
  ({
    blockId: "b",
    tap: "tap-x",
    exitCode: 0,
    reason: null,
    sawEof: true,
    bytesIn: 5,
    closedAt: at(11),
    ...changes,
  }) as MapperBlock;

const known = (changes: Partial<Run> = {}, blocks: readonly MapperBlock[] = [block()]): KnownRun => ({
  run: {
    runId: "of-the-mapper",
    project: "etl",
    environment: "dev",
    job: "tap-x",
    status: "unknown",
    startedAt: at(10) + 500,
    endedAt: at(11),
    heartbeatAt: null,
    complete: false,
    source: "mapper",
    trigger: null,
    ...changes,
  } as Run,
  blocks,
});

const adopt = (rows: readonly MeltanoRun[], held: readonly KnownRun[] = [], firstTickAt: number | null = 0) =>
  adoptRuns(rows, held, { project: "etl", now: at(20), firstTickAt });

describe("a run that nobody watched", () => {
  it("is taken in from Meltano's history", () => {
    expect(adopt([row()])).toMatchObject([
      {
        run: {
          runId: id,
          project: "etl",
          environment: "dev",
          job: "tap-x-to-target-y",
          status: "success",
          source: "meltano",
          startedAt: at(10),
          endedAt: at(12),
          complete: true,
        },
        changes: null,
        ended: true,
      },
    ]);
  });

  it.each<[string, Partial<MeltanoRun>, object]>([
    [
      "a failure",
      { state: "FAIL", error: "Extractor failed" },
      { status: "failed", cause: "Meltano: Extractor failed" },
    ],
    [
      "a failure without a word",
      { state: "FAIL" },
      { status: "failed", cause: "Meltano says that it failed, and not why." },
    ],
    ["a dead one", { state: "DEAD" }, { status: "failed" }],
    ["a terminated one", { state: "FAIL", error: "The process was terminated" }, { status: "terminated" }],
    [
      "one whose heart stopped",
      { state: "RUNNING", endedAt: null },
      { status: "lost", endedAt: null, complete: false },
    ],
    [
      "one that runs",
      { state: "RUNNING", endedAt: null, lastHeartbeatAt: at(20) - 1 },
      { status: "running", complete: false },
    ],
    [
      "one that never beat and began today",
      { state: "RUNNING", endedAt: null, lastHeartbeatAt: null },
      { status: "running" },
    ],
    [
      "one with a state suffix",
      { stateId: "dev:tap-x-to-target-y:eu" },
      { job: "tap-x-to-target-y", environment: "dev" },
    ],
    ["one with a bare state id", { stateId: "custom" }, { job: "custom", environment: "" }],
  ])("is read as %s", (_case, changes, expected) => {
    expect(adopt([row(changes)])[0]?.run).toMatchObject(expected);
  });

  it("is one run of several blocks, as bad as its worst", () => {
    const second = row({
      id: 2,
      stateId: "dev:tap-z-to-target-y",
      startedAt: at(12),
      endedAt: at(14),
      state: "FAIL",
      error: "Loader failed",
    });
    expect(adopt([second, row()])).toMatchObject([
      {
        run: {
          job: "tap-x-to-target-y+tap-z-to-target-y",
          status: "failed",
          startedAt: at(10),
          endedAt: at(14),
        },
      },
    ]);
  });

  it.each([
    ["a person's edit of the state", row({ state: "STATE_EDIT" })],
    ["one that never began", row({ state: "IDLE" })],
    ["one that our wrapper started", row({ trigger: "pitchpipe" })],
  ])("is not %s", (_case, one) => {
    expect(adopt([one])).toEqual([]);
  });

  it("has always the same id where Meltano gave it none", () => {
    const [first, second, other] = [
      row({ runId: null }),
      row({ runId: null }),
      row({ runId: null, id: 2 }),
    ].map((one) => adopt([one])[0]?.run.runId);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it("is never told where it ended before the first tick", () => {
    expect(adopt([row()], [], null)).toMatchObject([{ ended: false }]);
    expect(adopt([row()], [], at(12))).toMatchObject([{ ended: false }]);
    expect(adopt([row()], [], at(11))).toMatchObject([{ ended: true }]);
  });
});

describe("a run that only a mapper saw", () => {
  it("is completed by environment, tap and time, under its own id", () => {
    expect(adopt([row()], [known()])).toMatchObject([
      {
        run: {
          runId: "of-the-mapper",
          status: "success",
          job: "tap-x-to-target-y",
          trigger: "cli",
          complete: true,
        },
        ended: true,
      },
    ]);
  });

  it("is completed by its id where it has Meltano's", () => {
    expect(adopt([row()], [known({ runId: id, startedAt: at(500), endedAt: at(501) })])).toMatchObject([
      { run: { runId: id } },
    ]);
  });

  it.each<[string, KnownRun]>([
    ["another environment", known({ environment: "prod" })],
    ["another tap", known({}, [block({ tap: "tap-other" })])],
    ["another time", known({ startedAt: at(15), endedAt: at(16) })],
    ["an earlier time", known({ startedAt: at(1), endedAt: at(2) })],
  ])("is not one of %s", (_case, held) => {
    expect(adopt([row()], [held])).toMatchObject([{ run: { runId: id, source: "meltano" }, changes: null }]);
  });

  it("belongs to one of Meltano's runs only", () => {
    const again = row({ id: 2, runId: "0199f2c1-0000-7000-8000-000000000001", startedAt: at(11) });
    expect(adopt([row(), again], [known()]).map(({ run }) => run.source)).toEqual(["mapper", "meltano"]);
  });

  it.each<[string, MapperBlock, string]>([
    ["vanished", block({ closedAt: null }), "vanished"],
    ["saw nothing", block({ bytesIn: 0 }), "nothing at all"],
    ["left early", block({ sawEof: false }), "before the tap was done"],
    ["failed", block({ exitCode: 1, reason: "a torn line" }), "a torn line"],
  ])("is no success when its mapper %s", (_case, seen, cause) => {
    expect(adopt([row()], [known({}, [seen])])).toMatchObject([
      { run: { status: "failed", cause: expect.stringContaining(cause) } },
    ]);
  });

  it("stays as it is while Meltano goes on", () => {
    expect(adopt([row({ state: "RUNNING", endedAt: null, lastHeartbeatAt: at(20) })], [known()])).toEqual([]);
  });
});

describe("a run whose block was tried again", () => {
  const first = row({ id: 1, state: "FAIL", error: "429", endedAt: at(11), lastHeartbeatAt: at(11) });
  const second = row({ id: 2, startedAt: at(13), endedAt: at(14), lastHeartbeatAt: at(14) });

  it("is what its last try came to, of each block", () => {
    expect(adopt([second, first])).toMatchObject([
      { run: { status: "success", startedAt: at(10), endedAt: at(14), cause: null } },
    ]);
    const other = row({
      id: 3,
      stateId: "dev:tap-z-to-target-y",
      startedAt: at(15),
      state: "FAIL",
      error: "no",
    });
    expect(adopt([first, second, other])).toMatchObject([
      { run: { status: "failed", cause: "Meltano: no" } },
    ]);
  });
});

describe("a run that is known", () => {
  it.each<[string, KnownRun]>([
    ["complete", known({ runId: id, complete: true })],
    ["wrapped and judged", known({ runId: id, source: "runner", status: "failed" })],
    ["wrapped and running", known({ runId: id, source: "runner", status: "running" })],
    [
      "taken in before and unchanged",
      known({ runId: id, source: "meltano", status: "success", endedAt: at(12) }),
    ],
  ])("is left alone when it is %s", (_case, held) => {
    expect(adopt([row()], [held])).toEqual([]);
  });

  it("is completed when our wrapper could not judge it", () => {
    const wrapped = known({
      runId: id,
      source: "runner",
      status: "unknown",
      endedAt: at(13),
      job: "daily-load",
    });
    expect(adopt([row({ trigger: "pitchpipe" })], [wrapped])).toMatchObject([
      { run: { status: "success", job: "daily-load", endedAt: at(13), complete: true } },
    ]);
  });

  it("is told once when it ends after it was taken in running", () => {
    const running = known({ runId: id, source: "meltano", status: "running", endedAt: null }, []);
    expect(adopt([row()], [running])).toMatchObject([{ run: { status: "success" }, ended: true }]);
  });
});
