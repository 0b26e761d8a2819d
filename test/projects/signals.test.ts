import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Running } from "./command.ts";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { listRuns } from "./run-document.ts";

const blocks = ["tap-script", "watch", "target-script"];
let project: Project;
let running: Running;

function open(tap: Readonly<Record<string, unknown>> = {}): void {
  project = makeProject({
    extractors: [scriptTap({ records: 20, pause_after: 10, ...tap })],
    loaders: [scriptTarget({ file: "output/raw" })],
  });
}

/** Resolves once the tap's tenth record has come through the mapper to the target. */
async function underWay(): Promise<void> {
  await running.until(() => project.holds("output/raw", '"id":10'));
}

/** Nothing of the tree is left, now or as soon as it can. */
async function expectNoOrphans(): Promise<void> {
  for (let tries = 0; running.tree().length > 0 && tries < 200; tries++) await sleep(50);
  expect(running.tree()).toEqual([]);
}

beforeEach(() => open());

afterEach(() => {
  running.cleanUp();
  project.remove();
});

describe("pitchpipe run", () => {
  it("hands SIGTERM on, ends by it, and leaves no process behind", async () => {
    running = project.startPitchpipe(["run", ...blocks]);
    await underWay();
    running.child.kill("SIGTERM");
    const { exitCode, signal } = await running.outcome;
    expect(exitCode === 143 || signal === "SIGTERM", `${exitCode} ${signal}`).toBe(true);
    await expectNoOrphans();
    expect(await listRuns(project)).toMatchObject([{ status: "terminated" }]);
  });

  it("ends with the others on Ctrl-C in a terminal", async () => {
    running = project.startPitchpipe(["run", ...blocks]);
    await underWay();
    process.kill(-(running.child.pid ?? Number.NaN), "SIGINT");
    const { exitCode, signal } = await running.outcome;
    expect(exitCode !== 0 || signal === "SIGINT", `${exitCode} ${signal}`).toBe(true);
    await expectNoOrphans();
    expect(await listRuns(project)).toMatchObject([{ status: "terminated" }]);
  });

  it("keeps every record that the target got before the signal in the account", async () => {
    running = project.startPitchpipe(["run", ...blocks]);
    await underWay();
    running.child.kill("SIGTERM");
    await running.outcome;
    const run = (await project.json(["runs", "show", "latest"])) as { streams: unknown };
    expect(run.streams).toMatchObject([{ stream: "things", records: 10, forwarded: 10 }]);
  });
});

describe("meltano invoke pitchpipe run", () => {
  it("ends whole on SIGTERM", async () => {
    running = project.startMeltano(["invoke", "pitchpipe", "run", ...blocks]);
    await underWay();
    running.child.kill("SIGTERM");
    expect((await running.outcome).exitCode).not.toBe(0);
    await expectNoOrphans();
    expect(await listRuns(project)).toMatchObject([{ status: "terminated" }]);
  });

  it("ends whole on Ctrl-C, which ends the outer Meltano first", async () => {
    running = project.startMeltano(["invoke", "pitchpipe", "run", ...blocks]);
    await underWay();
    process.kill(-(running.child.pid ?? Number.NaN), "SIGINT");
    expect((await running.outcome).exitCode).not.toBe(0);
    await expectNoOrphans();
    expect(await listRuns(project)).toMatchObject([{ status: "terminated" }]);
  });
});

describe("a tap that ignores SIGTERM", () => {
  it("is killed in the end", async () => {
    project.remove();
    open({ deaf: true });
    running = project.startPitchpipe(["run", ...blocks]);
    await underWay();
    running.child.kill("SIGTERM");
    await running.outcome;
    await expectNoOrphans();
    expect(await listRuns(project)).toMatchObject([{ status: "terminated" }]);
  });
});
