import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type Project, type ProjectOptions } from "./make-project.ts";
import { scriptTap, scriptTarget, tapJsonl, targetJsonl } from "./plugins.ts";
import { listRuns, showRun, tellEverything } from "./run-document.ts";
import { orders } from "./sample-data.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

const opened: { project?: Project; webhook?: WebhookReceiver } = {};

/** A project whose alerts go to a webhook of the test. */
async function open(options: ProjectOptions): Promise<{ project: Project; webhook: WebhookReceiver }> {
  const webhook = await startWebhookReceiver();
  const files = { "pitchpipe.yml": tellEverything(webhook.url), ...options.files };
  return Object.assign(opened, { webhook, project: makeProject({ ...options, files }) });
}

afterEach(() => {
  opened.webhook?.close();
  opened.project?.remove();
});

describe("a run that fails", () => {
  it("blames the tap that broke, alerts at once, and resolves when a run is green again", async () => {
    const { project, webhook } = await open({
      extractors: [tapJsonl({ path: "data/*.jsonl", stream_name: "orders" })],
      loaders: [targetJsonl()],
      files: { "data/good.jsonl": orders(2000) },
    });
    project.write(
      "data/late.jsonl",
      Buffer.from(`${orders(2000)}{"id": 1, "name": "Caf\u00e9"}\n`, "latin1"),
    );

    const run = ["run", "--json", "tap-jsonl", "watch", "target-jsonl"];
    const bad = await project.runPitchpipe(run);
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      status: "failed",
      exit_code: 1,
      complete: true,
      dossier: { plugin: "tap-jsonl", role: "tap", category: "data", repeated: 1, last_good_run_id: null },
    });
    expect(JSON.parse((await project.runPitchpipe(run)).stdout)).toMatchObject({ dossier: { repeated: 2 } });
    const [row] = await listRuns(project);
    expect(row?.cause).toContain("tap-jsonl");
    expect(webhook.told()).toContain("firing pipeline_failure");

    rmSync(join(project.root, "data", "late.jsonl"));
    const good = await project.runPitchpipe(["run", "tap-jsonl", "watch", "target-jsonl"]);
    expect(good.exitCode, good.stderr).toBe(0);
    expect(webhook.told()).toContain("resolved pipeline_failure");

    const [lastGood] = await listRuns(project);
    project.write("data/late.jsonl", Buffer.from('{"id": 1, "name": "Caf\u00e9"}\n', "latin1"));
    project.write("pitchpipe.yml", `${tellEverything(webhook.url)}labels: {team: data}\n`);
    const again = JSON.parse((await project.runPitchpipe(run)).stdout);
    expect(again.dossier).toMatchObject({ repeated: 1, last_good_run_id: lastGood?.run_id });
    const changed = again.dossier.changed.map(({ what }: { what: string }) => what);
    expect(changed[0]).toBe("pitchpipe.yml (its hash)");
    for (const what of changed.slice(1))
      expect(what).toMatch(/^(?:records of orders|schema of orders|duration)/);
  });

  it("blames the target that died first, though Meltano names nobody", async () => {
    const { project, webhook } = await open({
      extractors: [scriptTap({ records: 200_000 })],
      loaders: [scriptTarget({ die_after: 100, exit_code: 7 })],
    });
    const outcome = await project.runPitchpipe(["run", "tap-script", "watch", "target-script"]);
    expect(outcome.exitCode).toBe(1);
    const [row] = await listRuns(project);
    expect(row).toMatchObject({ status: "failed" });
    expect(row?.cause).toContain("target-script");
    expect(webhook.told()).toContain("firing pipeline_failure");
  });

  it("says that the mapper was killed, and does not blame tap and target with codes that are not theirs", async () => {
    const { project } = await open({
      extractors: [scriptTap({ records: 20, pause_after: 10 })],
      loaders: [scriptTarget({ file: "output/raw" })],
    });
    const running = project.startPitchpipe(["run", "tap-script", "watch", "target-script"]);
    try {
      await running.until(() => project.holds("output/raw", '"id":10'));
      process.kill(running.pidOf("pitchpipe-mapper"), "SIGKILL");
      expect((await running.outcome).exitCode).toBe(1);
    } finally {
      running.cleanUp();
    }
    const run = await showRun(project);
    expect(run.status).toBe("failed");
    expect((await listRuns(project))[0]?.cause).toContain("mapper");
    // Meltano has a row of its own once it was looked at, and there the code is its own.
    for (const { name, role, exit_code } of run.plugins)
      if (role !== "mapper") expect(exit_code, name).toBe(name === "meltano" ? 1 : null);
  });
});

describe("a run that Meltano calls a success", () => {
  it("is none when nothing at all came through the mapper", async () => {
    const { project, webhook } = await open({
      extractors: [scriptTap({ file: "data/empty" })],
      loaders: [scriptTarget()],
      files: { "data/empty": "" },
    });
    const outcome = await project.runPitchpipe(["run", "--json", "tap-script", "watch", "target-script"]);
    expect(JSON.parse(outcome.stdout).status).not.toBe("success");
    expect(webhook.told()).not.toContain("firing pipeline_success");
  });

  it("is one, told with how to see records, when the mapper was not in it", async () => {
    const { project } = await open({ extractors: [scriptTap()], loaders: [scriptTarget()] });
    const outcome = await project.runPitchpipe(["run", "tap-script", "target-script"]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(await listRuns(project)).toMatchObject([{ status: "success" }]);
    expect(outcome.stderr.trim().split("\n").at(-1)).toContain("watch");
  });
});
