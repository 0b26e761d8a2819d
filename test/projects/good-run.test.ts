import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "./command.ts";
import { makeProject, type Project } from "./make-project.ts";
import { tapJsonl, targetJsonl } from "./plugins.ts";
import { listRuns, type RunDocument, showRun, tellEverything } from "./run-document.ts";
import { orders } from "./sample-data.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
let webhook: WebhookReceiver;
let project: Project;
let outcome: Outcome;
let run: RunDocument;

beforeAll(async () => {
  webhook = await startWebhookReceiver();
  project = makeProject({
    extractors: [tapJsonl({ path: "data/orders.jsonl", stream_name: "orders", primary_keys: ["id"] })],
    loaders: [targetJsonl()],
    files: { "data/orders.jsonl": orders(2000), "pitchpipe.yml": tellEverything(webhook.url) },
  });
  outcome = await project.runPitchpipe(["run", "--json", "tap-jsonl", "watch", "target-jsonl"]);
  run = JSON.parse(outcome.stdout);
});

afterAll(() => {
  webhook.close();
  project.remove();
});

describe("a good run of tap-jsonl, watch, target-jsonl", () => {
  it("ends as Meltano ended, with its document alone on stdout and the log on stderr", () => {
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(run).toMatchObject({ status: "success", exit_code: 0, complete: true, environment: "dev" });
    expect(outcome.stderr).toContain("Processed 2000 rows");
  });

  it("counted every record on all three sides", () => {
    expect(run.streams).toMatchObject([
      { stream: "orders", records: 2000, forwarded: 2000, quarantined: 0, dropped: 0, tap_said: 2000 },
    ]);
    expect(project.read("output/orders.jsonl").trim().split("\n")).toHaveLength(2000);
  });

  it("names the plugins and their parts", () => {
    expect(run.plugins).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "tap-jsonl", role: "tap" }),
        expect.objectContaining({ name: "pitchpipe-mapper", role: "mapper" }),
        expect.objectContaining({ name: "target-jsonl", role: "target" }),
      ]),
    );
    expect(["tap", "target", "mapper", "none", "unknown"]).toContain(run.bottleneck.side);
  });

  it("has one id, which is Meltano's too", () => {
    const meltano = new Database(join(project.root, ".meltano", "meltano.db"), { readonly: true });
    const rows = meltano.prepare("select run_id, state from runs").all();
    meltano.close();
    expect(run.run_id).toMatch(uuidV7);
    expect(rows).toEqual([{ run_id: run.run_id.replaceAll("-", ""), state: "SUCCESS" }]);
  });

  it("is told through every channel, with its id and a key against doubles", async () => {
    expect(webhook.told()).toContain("firing pipeline_success");
    const success = webhook.received.find(({ alerts }) =>
      alerts.some(({ type }) => type === "pipeline_success"),
    );
    expect(success?.alerts[0]?.run_id).toBe(run.run_id);
    expect(success?.headers["idempotency-key"]).toBeTruthy();
    expect(project.read("logs/alerts.jsonl")).toContain(run.run_id);
  });

  it("is found again by list, show and logs", async () => {
    expect(await listRuns(project)).toMatchObject([{ run_id: run.run_id, status: "success", cause: null }]);
    expect(await showRun(project)).toMatchObject({ run_id: run.run_id, streams: run.streams });
    expect(await showRun(project, run.run_id.slice(0, 8))).toMatchObject({ run_id: run.run_id });
    const logs = await project.runPitchpipe(["runs", "logs", "latest"]);
    expect(logs.exitCode).toBe(0);
    expect(logs.stdout).toContain("Processed 2000 rows");
  });

  it("leaves files that only their owner can read", () => {
    const folder = join(project.root, ".meltano", "pitchpipe");
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "pitchpipe.db")).mode & 0o777).toBe(0o600);
  });

  it("is the first thing that a bare pitchpipe tells, in at most six lines", async () => {
    const state = await project.runPitchpipe([]);
    expect(state.exitCode).toBe(0);
    expect(state.stdout.trim().split("\n").length).toBeLessThanOrEqual(6);
    expect(state.stdout).toMatch(/^last run +tap-jsonl-to-target-jsonl success.*2,000 records$/m);
  });

  it("leaves the same Meltano state as a run without us", async () => {
    const plain = await project.runMeltano(["--environment=prod", "run", "tap-jsonl", "target-jsonl"]);
    expect(plain.exitCode, plain.stderr).toBe(0);
    const state = async (environment: string): Promise<unknown> =>
      JSON.parse(
        (await project.runMeltano(["state", "get", `${environment}:tap-jsonl-to-target-jsonl`])).stdout,
      );
    expect(await state("dev")).toEqual(await state("prod"));
  });

  it("prints a summary of the streams where people look on", async () => {
    const again = await project.runPitchpipe(["run", "tap-jsonl", "watch", "target-jsonl"]);
    expect(again.exitCode).toBe(0);
    expect(again.stdout + again.stderr).toMatch(/orders.*2[, ]?000/);
  });

  it("passes --dry-run through and records nothing", async () => {
    const before = await listRuns(project);
    const dry = await project.runPitchpipe(["run", "--dry-run", "tap-jsonl", "watch", "target-jsonl"]);
    expect(dry.exitCode, dry.stderr).toBe(0);
    expect(await listRuns(project)).toEqual(before);
  });
});

describe("PITCHPIPE_DISABLED=true", () => {
  it("runs Meltano and copies bytes, and stores and tells nothing", async () => {
    const quiet = makeProject({
      extractors: [tapJsonl({ path: "data/orders.jsonl", stream_name: "orders" })],
      loaders: [targetJsonl()],
      files: { "data/orders.jsonl": orders(20), "pitchpipe.yml": tellEverything(webhook.url) },
    });
    const told = webhook.received.length;
    const call = { env: { PITCHPIPE_DISABLED: "true" } };
    const disabled = await quiet.runPitchpipe(["run", "tap-jsonl", "watch", "target-jsonl"], call);
    expect(disabled.exitCode, disabled.stderr).toBe(0);
    expect(quiet.read("output/orders.jsonl").trim().split("\n")).toHaveLength(20);
    expect(existsSync(join(quiet.root, ".meltano", "pitchpipe"))).toBe(false);
    expect(webhook.received.length).toBe(told);
    quiet.remove();
  });
});
