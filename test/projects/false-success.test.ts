import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { openProject } from "../../src/app/open-project.ts";
import { aBlock, aRun } from "../fixtures/store/samples.ts";
import { makeProject, type Project, type ProjectOptions } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { tellEverything } from "./run-document.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

const opened: { project?: Project; webhook?: WebhookReceiver } = {};

async function open(options: ProjectOptions): Promise<{ project: Project; webhook: WebhookReceiver }> {
  const webhook = await startWebhookReceiver();
  const files = { "pitchpipe.yml": tellEverything(webhook.url), ...options.files };
  return Object.assign(opened, { webhook, project: makeProject({ ...options, files }) });
}

afterEach(() => {
  opened.webhook?.close();
  opened.project?.remove();
});

const args = ["run", "--json", "tap-script", "watch", "target-script"];
const job = "tap-script-to-target-script";

/** Good runs of the past, with records. */
async function remember({ root }: Project): Promise<void> {
  const project = openProject({ cwd: root, env: {} });
  const { project: meltano, environment, recorder } = project;
  for (const day of [1, 2, 3]) {
    const runId = randomUUID();
    const startedAt = Date.now() - day * 86_400_000;
    const run = { runId, job, environment, startedAt, endedAt: startedAt + 1000, complete: true } as const;
    await recorder.record([
      { kind: "run_opened", run: aRun({ ...run, project: meltano.name, status: "success" }) },
      {
        kind: "block_opened",
        block: aBlock({ blockId: randomUUID(), runId, openedAt: startedAt, records: 40 }),
      },
    ]);
  }
  await project.close();
}

describe("a success of Meltano's that is none", () => {
  it("is found out where the tap was refused, logged it and ended with 0, with records or without", async () => {
    const words =
      "ERROR Failed to fetch page 2: 401 Client Error: Unauthorized for url: https://api.example.com/things";
    const { project, webhook } = await open({
      extractors: [scriptTap({ last_words: words })],
      loaders: [scriptTarget()],
    });
    const refused = await project.runPitchpipe(args);
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      status: "failed",
      exit_code: 1,
      attempts: [{ status: "failed", exit_code: 0 }],
      streams: [{ stream: "things", records: 10 }],
      dossier: { plugin: "tap-script", role: "tap", category: "auth", evidence: [{ line: words }] },
    });
    expect(webhook.told()).toEqual(["firing pipeline_start", "firing pipeline_failure"]);

    const page = "ERROR the answer is no JSON: <!DOCTYPE html><title>Log in</title>";
    const yml = project
      .read("meltano.yml")
      .replace(/last_words: .*(?:\n {10,}.*)*/, `last_words: ${JSON.stringify(page)}\n        records: 0`);
    project.write("meltano.yml", yml);
    const document = JSON.parse((await project.runPitchpipe(args)).stdout);
    expect(document).toMatchObject({ status: "failed", cause: expect.stringContaining("gave no record") });
  });

  it("is found out where the target left early with 0", async () => {
    const { project, webhook } = await open({
      extractors: [scriptTap()],
      loaders: [scriptTarget({ die_after: 3, linger: 2000, exit_code: 0, sdk: true })],
    });
    const outcome = await project.runPitchpipe(args);
    expect(outcome.exitCode).toBe(1);
    const document = JSON.parse(outcome.stdout);
    expect(document).toMatchObject({
      status: "failed",
      dossier: { plugin: "target-script", role: "target" },
    });
    expect(webhook.told()).toContain("firing pipeline_failure");
  });

  it("is found out where the state could not be saved", async () => {
    const { project } = await open({ extractors: [scriptTap()], loaders: [scriptTarget()] });
    project.write("states", "a file where the folder should be");
    const env = { MELTANO_STATE_BACKEND_URI: `file://${project.root}/states/here` };
    const outcome = await project.runPitchpipe(args, { env });
    expect(outcome.exitCode, outcome.stderr).not.toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ status: "failed", dossier: { role: "meltano" } });
  });
});

describe("a run with SCHEMA and no record", () => {
  it("is a success, told as unusual where there always were some, and a failure where that is wished", async () => {
    const { project, webhook } = await open({
      extractors: [scriptTap({ records: 0 })],
      loaders: [scriptTarget()],
    });
    await remember(project);
    const bad = await project.runPitchpipe(args, { env: { PITCHPIPE_RUN_ZERO_RECORDS: "fail" } });
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      status: "failed",
      exit_code: 1,
      cause: "No record came, where there always were some.",
    });
    const good = await project.runPitchpipe(args);
    expect(good.exitCode, good.stderr).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({
      status: "success",
      notices: ["No record came, where there always were some."],
    });
    expect(webhook.told()).toContain("firing volume_anomaly");
  });
});
