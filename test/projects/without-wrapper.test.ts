import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { listRuns, showRun, tellEverything } from "./run-document.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

let webhook: WebhookReceiver;
let project: Project;

async function open(tap: Readonly<Record<string, unknown>>): Promise<void> {
  webhook = await startWebhookReceiver();
  project = makeProject({
    extractors: [scriptTap(tap)],
    loaders: [scriptTarget({ file: "output/raw" })],
    files: { "pitchpipe.yml": tellEverything(webhook.url) },
  });
}

async function tick(): Promise<void> {
  const outcome = await project.runPitchpipe(["tick"]);
  expect(outcome.exitCode, outcome.stderr).toBe(0);
}

afterEach(() => {
  webhook.close();
  project.remove();
});

describe("a run that somebody else started with plain meltano run", () => {
  it("is unknown until the next tick, which completes and tells it", async () => {
    await open({ records: 25 });
    await tick();
    const plain = await project.runMeltano(["run", "tap-script", "watch", "target-script"]);
    expect(plain.exitCode, plain.stderr).toBe(0);
    expect(await showRun(project)).toMatchObject({ status: "unknown", complete: false });

    await tick();
    expect(await showRun(project)).toMatchObject({
      status: "success",
      complete: true,
      streams: [{ stream: "things", records: 25, forwarded: 25 }],
    });
    expect(await listRuns(project)).toHaveLength(1);
    expect(webhook.told()).toEqual(["firing pipeline_success"]);
  });

  it("alerts at the next tick when it failed", async () => {
    await open({ exit_code: 3 });
    await tick();
    const plain = await project.runMeltano(["run", "tap-script", "watch", "target-script"]);
    expect(plain.exitCode).toBe(1);
    await tick();
    expect(await showRun(project)).toMatchObject({ status: "failed", complete: true });
    expect(webhook.told()).toContain("firing pipeline_failure");
  });

  it("is seen by tick without the mapper too", async () => {
    await open({});
    await tick();
    await project.runMeltano(["run", "tap-script", "target-script"]);
    await tick();
    expect(await listRuns(project)).toMatchObject([{ status: "success" }]);
  });

  it("tells nothing of what was there before the first tick", async () => {
    await open({ exit_code: 3 });
    await project.runMeltano(["run", "tap-script", "target-script"]);
    await tick();
    expect(await listRuns(project)).toMatchObject([{ status: "failed" }]);
    expect(webhook.told()).toEqual([]);
  });
});

describe("a run whose wrapper was killed with -9", () => {
  beforeEach(() => open({ records: 20, pause_after: 10 }));

  it("is found lost by the next tick, and alerts", async () => {
    const running = project.startPitchpipe(["run", "tap-script", "watch", "target-script"]);
    try {
      await running.until(() => project.holds("output/raw", '"id":10'));
      process.kill(running.child.pid ?? Number.NaN, "SIGKILL");
      expect(await running.outcome).toMatchObject({ signal: "SIGKILL" });
    } finally {
      running.cleanUp();
    }
    await tick();
    expect(await listRuns(project)).toMatchObject([{ status: "lost" }]);
    expect(webhook.told()).toContain("firing pipeline_failure");
  });
});
