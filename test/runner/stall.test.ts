import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { type OpenedProject, openProject } from "../../src/app/open-project.ts";
import type { MapperBlock } from "../../src/model/mapper-block.ts";
import { FakeProject } from "./fake-project.ts";

let fake: FakeProject;
let project: OpenedProject;

afterEach(async () => {
  await project.close();
  fake.remove();
});

const totals = {
  lines: 3,
  bytesIn: 300,
  bytesOut: 300,
  statesIn: 0,
  statesForwarded: 0,
  incomplete: false,
  uncovered: 0,
  waitingForTargetMs: 0,
  ownWorkMs: 0,
};

/** Stands for a mapper that tells the store what it counts. */
async function count(runId: string, records: number, sawEof = false): Promise<void> {
  const at = Date.now();
  const process = { host: "h", pid: 1, startedAt: "1", bootId: "b" };
  const seenByMapper = { ...totals, records, sawEof, waitingForTapMs: records * 1000 };
  const block: MapperBlock = {
    ...seenByMapper,
    blockId: "b1",
    runId,
    tap: "tap-x",
    process,
    openedAt: at,
    heartbeatAt: at,
    closedAt: null,
    exitCode: null,
    reason: null,
    flight: null,
  };
  await project.recorder.record([
    { kind: "block_opened", block },
    { kind: "block_progress", blockId: "b1", at, totals: seenByMapper, streams: [], samples: [] },
  ]);
}

it("tells a stall while it hangs, and its end when records flow again", async () => {
  fake = new FakeProject();
  fake.write("pitchpipe.yml", "version: 1\nrun: {stall_after: 1s}\n");
  const { child, ended, underWay } = fake.start(["run", "--json", "tap-x", "watch", "target-y"], {
    onTerm: "end",
    lines: [],
  });
  await underWay();
  project = openProject({ cwd: fake.root, env: {} });
  const store = await project.store();
  const runId = fake.seen().env["MELTANO_RUN_ID"] ?? "";
  const stall = async (status: "active" | "resolved"): Promise<void> => {
    while ((await store.alerts.list({ types: ["pipeline_stalled"], statuses: [status] })).length === 0)
      await sleep(100);
  };
  await count(runId, 5);
  await stall("active");
  await count(runId, 6);
  await stall("resolved");
  // A tap that is done can't stall once more, however long the signal takes.
  await count(runId, 6, true);
  await stall("resolved");
  child.kill("SIGTERM");
  const { stdout } = await ended;
  expect(JSON.parse(stdout)).toMatchObject({
    status: "terminated",
    alerts: expect.arrayContaining([
      expect.objectContaining({ type: "pipeline_stalled", status: "resolved" }),
    ]),
  });
});
