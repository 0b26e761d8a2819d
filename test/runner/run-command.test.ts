import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeProject, goodLines } from "./fake-project.ts";

let project: FakeProject;
beforeEach(() => {
  project = new FakeProject();
});
afterEach(() => project.remove());

const blocks = ["tap-x", "target-y"];
const fails = [{ event: "Run completed", status: "failure", duration_seconds: 1 }];

describe("what Meltano is started with", () => {
  it("is the user's command line, moved where it belongs, and the run's id twice", async () => {
    const env = {
      MELTANO_UTILITY_VARIANT: "x",
      MELTANO_UTILIZE_RUN: "x",
      PITCHPIPE__VENV: "x",
      MELTANO_STATE_BACKEND_URI: "s3://bucket",
    };
    await project.run(
      ["run", "--environment", "prod", "--log-level", "error", "--full-refresh", ...blocks],
      {},
      env,
    );
    const { argv, env: seen } = project.seen();
    const runId = seen["MELTANO_RUN_ID"];
    expect(runId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(argv).toEqual([
      "--environment=prod",
      "--log-config=/dev/null",
      "--log-format=json",
      "--log-level=info",
      "run",
      `--run-id=${runId}`,
      "--full-refresh",
      ...blocks,
    ]);
    expect(seen).toMatchObject({
      MELTANO_JOB_TRIGGER: "pitchpipe",
      MELTANO_STATE_BACKEND_URI: "s3://bucket",
    });
    expect(Object.keys(seen)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^MELTANO_UTILI|^PITCHPIPE__/)]),
    );
    expect(await project.latest()).toMatchObject({
      run_id: runId,
      environment: "prod",
      trigger: "pitchpipe",
      job: "tap-x-to-target-y",
    });
  });

  it("is the configured timeout where the command line has none", async () => {
    project.write(
      "pitchpipe.yml",
      "version: 1\nrun: {timeout: 2h}\njobs: {daily-load: {timeout: 90s, owner: wms-team}}\n",
    );
    await project.run(["run", "daily-load"]);
    expect(project.seen().argv).toContain("--timeout=90");
    expect(await project.latest()).toMatchObject({
      job: "daily-load",
      owner: "wms-team",
      tasks: ["tap-x target-y"],
    });
    await project.run(["run", ...blocks, "--timeout", "5"]);
    expect(project.seen().argv.filter((argument) => argument.startsWith("--timeout"))).toEqual(["--timeout"]);
  });

  it("takes a run id a second time as another attempt of the same run", async () => {
    const id = "0199f2c1-0000-7000-8000-000000000000";
    await project.run(["run", "--run-id", id, ...blocks], { lines: fails, exit: 1 });
    await project.run(["run", "--run-id", id, ...blocks]);
    expect(await project.latest()).toMatchObject({
      run_id: id,
      status: "success",
      exit_code: 0,
      cause: null,
      dossier: null,
      attempts: [
        { number: 1, status: "failed", exit_code: 1 },
        { number: 2, status: "success" },
      ],
    });
    const { stdout } = await project.run(["runs", "logs", id]);
    expect(stdout.match(/Run completed/g)).toHaveLength(2);
  });
});

describe("how a run ends", () => {
  it("is Meltano's exit code and its own words where it failed", async () => {
    const ended = await project.run(["run", ...blocks], { lines: ["Error: Block nope not found"], exit: 3 });
    expect(ended).toMatchObject({ code: 3, signal: null });
    expect(ended.stderr).toContain("Meltano: Block nope not found");
    expect(await project.latest()).toMatchObject({
      status: "failed",
      exit_code: 3,
      cause: "Meltano: Block nope not found",
    });
  });

  it("is 1 where Meltano ends with 0 and the run failed", async () => {
    expect(await project.run(["run", ...blocks], { lines: fails })).toMatchObject({ code: 1 });
    expect(await project.latest()).toMatchObject({
      status: "failed",
      exit_code: 1,
      attempts: [{ exit_code: 0 }],
    });
  });

  it("is 0 where nobody can say how it went, and never success", async () => {
    expect(await project.run(["run", ...blocks], { lines: ["hm"] })).toMatchObject({ code: 0 });
    expect(await project.latest()).toMatchObject({ status: "unknown", exit_code: 0 });
  });

  it("is no success where the mapper of the plan was never there", async () => {
    const watched = ["run", "tap-x", "watch", "target-y"];
    expect(await project.run(watched)).toMatchObject({ code: 1 });
    expect(await project.latest()).toMatchObject({
      status: "failed",
      cause: expect.stringContaining("target-y ended with exit code 0 before pitchpipe-mapper told anything"),
    });
    const loaded = { event: "Incremental state has been updated at 2026-11-21 08:08:38+00:00." };
    expect(await project.run(watched, { lines: [loaded, ...(goodLines ?? [])] })).toMatchObject({ code: 1 });
    expect(await project.latest()).toMatchObject({
      status: "failed",
      cause: expect.stringContaining("pitchpipe-mapper was in the pipe, but vanished"),
    });
  });

  it("is the signal that ended Meltano", async () => {
    expect(await project.run(["run", ...blocks], { lines: [], signal: "SIGKILL" })).toMatchObject({
      code: null,
      signal: "SIGKILL",
    });
    expect(await project.latest()).toMatchObject({
      status: "failed",
      exit_code: 137,
      cause: expect.stringContaining("SIGKILL"),
    });
  });

  it("is terminated after a signal, which Meltano gets once", async () => {
    const { child, ended, underWay } = project.start(["run", ...blocks], { lines: [], onTerm: "end" });
    await underWay();
    child.kill("SIGTERM");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 143, signal: null });
    expect(await project.latest()).toMatchObject({
      status: "terminated",
      exit_code: 143,
      cause: "Stopped by SIGTERM.",
    });
  });

  it("is the signal itself where Meltano had to be killed", async () => {
    project.write("pitchpipe.yml", "version: 1\nrun: {kill_after: 1s}\n");
    const { child, ended, underWay } = project.start(["run", ...blocks], { lines: [], onTerm: "ignore" });
    await underWay();
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" });
    expect(() => process.kill(project.seen().pid, 0)).toThrow("ESRCH");
    expect(await project.latest()).toMatchObject({ status: "terminated" });
  });
});

describe("Ctrl-C in a terminal", () => {
  it("reaches Meltano once, by the terminal, and the run ends with it", async () => {
    const part = { lines: [], countInts: true, onTerm: "ignore" } as const;
    const { stdout } = await project.start(["run", ...blocks], part, { inTerminal: true }).ended;
    expect(stdout).toContain("interrupted 1 times");
    expect(stdout).toContain("no record yet");
    const run = await project.latest();
    expect(run).toMatchObject({ status: "terminated", cause: "Stopped by SIGINT.", exit_code: 1 });
    expect(run["alerts"]).toEqual([]);
  });
});

describe("where the output goes", () => {
  it("is stderr for the log and the summary", async () => {
    const { stdout, stderr } = await project.run(["run", ...blocks]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/meltano {2}Run completed \(success, 1 s\)[\s\S]*tap-x-to-target-y: success/);
    expect(stderr.trim().split("\n").at(-1)).toContain("`pitchpipe run tap-x watch target-y`");
  });

  it("is stdout for nothing but the document with --json", async () => {
    const { stdout, stderr } = await project.run(["run", "--json", ...blocks]);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "success",
      exit_code: 0,
      plugins: [{ name: "tap-x", role: "tap", exit_code: 0 }, { name: "target-y" }],
    });
    expect(stderr).toContain("Run completed");
  });

  it("is stdout under meltano invoke, and stderr has only short lines of ours", async () => {
    const env = { MELTANO_UTILITY_NAME: "pitchpipe", MELTANO_ENVIRONMENT: "dev" };
    const long = { event: "x".repeat(300_000), stdio: "stderr", name: "tap-x", cmd_type: "elb" };
    const { stdout, stderr, code } = await project.run(
      ["run", ...blocks],
      { lines: [long, ...(goodLines ?? [])] },
      env,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/Run completed[\s\S]*tap-x-to-target-y: success/);
  });

  it("cuts a line that would hang an outer meltano, and keeps it whole in the run's log", async () => {
    const long = { event: `${"x".repeat(300_000)}!`, stdio: "stderr", name: "tap-x", cmd_type: "elb" };
    for (const format of ["text", "json"]) {
      const lines = [long, `${"y".repeat(100_000)}!`, ...(goodLines ?? [])];
      const { stderr } = await project.run(["run", "--log-format", format, ...blocks], { lines });
      expect(Math.max(...stderr.split("\n").map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(
        60 * 1024,
      );
      expect(stderr).toContain("whole in pitchpipe runs logs");
      const { stdout } = await project.run(["runs", "logs", "latest"]);
      expect(stdout).toMatch(/x{300000}!\n/);
      expect(stdout).toMatch(/y{100000}!\n/);
    }
  });

  it("is Meltano's own lines with --log-format json, and one of ours for the end", async () => {
    const { stderr } = await project.run(["run", "--log-format=json", ...blocks]);
    const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.map((line) => JSON.parse(line).event)).toEqual([
      expect.any(String),
      "Block run completed",
      "Run completed",
      "Run summary",
    ]);
  });

  it("may be a pipe whose reader is gone", async () => {
    const { child, ended, underWay } = project.start(["run", "--json", ...blocks], { onTerm: "end" });
    child.stderr?.destroy();
    await underWay();
    child.kill("SIGTERM");
    const { stdout, code } = await ended;
    expect(code).toBe(143);
    expect(JSON.parse(stdout)).toMatchObject({ status: "terminated" });
  });

  it("never holds a secret of the project, nor does the store", async () => {
    const lines = [
      { event: "password planted-secret-1", stdio: "stderr", name: "tap-x", cmd_type: "elb", level: "error" },
      "Error: planted-secret-1",
      { event: "", level: "error", exception: [{ exc_type: "E", exc_value: "planted-secret-1" }] },
    ];
    for (const format of ["text", "json"]) {
      const { stdout, stderr } = await project.run(["run", "--json", "--log-format", format, ...blocks], {
        lines,
        exit: 1,
      });
      expect(stdout + stderr).not.toContain("planted-secret-1");
      expect(stdout).toContain('"status": "failed"');
    }
    const folder = join(project.root, ".meltano/pitchpipe");
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      /db/.test(name),
    ))
      expect(readFileSync(join(folder, file), "latin1")).not.toContain("planted-secret-1");
  });
});

describe("a run that is only handed on", () => {
  it.each([
    [
      "switched off",
      ["--log-level", "debug", ...blocks],
      { PITCHPIPE_DISABLED: "true" },
      ["--log-level=debug", "run", ...blocks],
    ],
    ["a dry run", [...blocks, "--dry-run"], {}, ["run", ...blocks, "--dry-run"]],
    ["Meltano's own help", [...blocks, "--help"], {}, ["run", ...blocks, "--help"]],
  ])("is what it was without us when it is %s", async (_case, args, env, argv) => {
    const ended = await project.run(["run", ...args], { exit: 5, stdout: ["plain"], lines: ["words"] }, env);
    expect(ended).toEqual({ code: 5, signal: null, stdout: "plain\n", stderr: "words\n" });
    expect(project.seen().argv).toEqual(argv);
    expect(project.seen().env).not.toHaveProperty("MELTANO_RUN_ID");
    expect(project.has(".meltano")).toBe(false);
  });

  it("keeps long lines off the pipe of an outer invoke", async () => {
    const env = { PITCHPIPE_DISABLED: "1", MELTANO_UTILITY_NAME: "pitchpipe" };
    const { stdout, stderr } = await project.run(["run", ...blocks], { lines: ["x".repeat(100_000)] }, env);
    expect(stderr).toBe("");
    expect(stdout).toHaveLength(100_001);
  });

  it("hands signals on and ends as Meltano does", async () => {
    const { child, ended, underWay } = project.start(
      ["run", ...blocks],
      { lines: [], onTerm: "end" },
      { env: { PITCHPIPE_DISABLED: "true" } },
    );
    await underWay();
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 143 });
  });
});

describe("a run that can't begin", () => {
  it("says what is wrong with its command line and ends with 64", async () => {
    const ended = await project.run(["run", "--log-format", "yaml", ...blocks]);
    expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining("[USAGE]") });
  });

  it("says that its meltano is none", async () => {
    const ended = await project.run(["run", "--meltano", "./nope", ...blocks]);
    expect(ended.code).toBe(64);
    expect(ended.stderr).toContain("./nope is no program that can be run. [MELTANO_NOT_FOUND]");
  });

  it("says that its meltano can't be started, and was not", async () => {
    project.write("broken", "#!/nonexistent/python\n");
    chmodSync(join(project.root, "broken"), 0o755);
    const ended = await project.run(["run", "--meltano", "./broken", ...blocks]);
    expect(ended).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("Meltano could not be started"),
    });
    expect(await project.latest()).toMatchObject({ status: "not_started", exit_code: null });
  });

  it("refuses another environment than the outer one, as JSON where asked", async () => {
    const env = { MELTANO_UTILITY_NAME: "pitchpipe", MELTANO_ENVIRONMENT: "dev" };
    const ended = await project.run(["run", "--json", "--environment", "prod", ...blocks], {}, env);
    expect(ended).toMatchObject({ code: 64, stdout: "" });
    expect(JSON.parse(ended.stderr).error).toMatchObject({
      code: "ENVIRONMENT_MISMATCH",
      what_to_do: expect.stringContaining("npx pitchpipe run --json --environment prod tap-x target-y"),
    });
    expect(project.has("seen.json")).toBe(false);
  });

  it("refuses a wrong configuration only with --strict", async () => {
    project.write("pitchpipe.yml", "version: 1\nrun: {stal_after: 10m}\n");
    const strict = await project.run(["run", "--strict", ...blocks]);
    expect(strict).toMatchObject({ code: 64, stderr: expect.stringContaining("[CONFIG_INVALID]") });
    expect(project.has("seen.json")).toBe(false);
    const lax = await project.run(["run", ...blocks]);
    expect(lax.code).toBe(0);
    expect(lax.stderr.match(/The configuration is wrong, the run uses what is valid of it/g)).toHaveLength(1);
    expect((await project.latest())["alerts"]).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ type: "system_health", status: "active" })]),
    );
    project.write("pitchpipe.yml", "version: 1\n");
    await project.run(["run", ...blocks]);
    const { alerts } = JSON.parse((await project.run(["alerts", "list", "--json"])).stdout);
    expect(alerts.find((alert: { type: string }) => alert.type === "system_health")).toMatchObject({
      status: "resolved",
    });
  });

  it("prints its help", async () => {
    const { code, stdout } = await project.run(["run", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--strict[\s\S]*Examples:/);
  });
});

describe("a store that can't be used", () => {
  it("never stops a load, and is said once", async () => {
    const ended = await project.run(
      ["run", "--json", ...blocks],
      {},
      { PITCHPIPE_STORE_URL: "sqlite:/proc/nowhere/p.db" },
    );
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      status: "success",
      exit_code: 0,
      plugins: [{ name: "tap-x" }, { name: "target-y" }],
    });
    expect(ended.stderr.match(/^pitchpipe: /gm)).toHaveLength(1);
  });

  it("makes a watched run unknown, never good", async () => {
    const env = { PITCHPIPE_STORE_URL: "sqlite:/proc/nowhere/p.db" };
    const ended = await project.run(["run", "--json", "tap-x", "watch", "target-y"], {}, env);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: "unknown", complete: false });
  });
});

describe("alerts of a run", () => {
  it("tell a failure at once, and its end with the next green run, whatever failed", async () => {
    project.write(
      "pitchpipe.yml",
      "version: 1\nchannels: {log: {type: log, path: alerts.jsonl, format: json}}\nroute: {channel: log}\n",
    );
    const broke = {
      event: "ERROR no such table",
      stdio: "stderr",
      name: "tap-x",
      cmd_type: "elb",
      consumer: false,
      producer: true,
    };
    const failed = {
      event: "Block run completed",
      level: "error",
      success: false,
      set_number: 0,
      block_type: "ExtractLoadBlocks",
      err: "Extractor failed",
      exit_codes: { extractors: 3 },
    };
    await project.run(["run", ...blocks], { lines: [broke, failed, ...fails], exit: 1 });
    const told = (): string => readFileSync(join(project.root, "alerts.jsonl"), "utf8");
    expect(told()).toContain("tap-x-to-target-y failed: tap-x failed (exit code 3): ERROR no such table");
    await project.run(["run", ...blocks]);
    const kinds = told()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .map(({ status, alerts }) => `${status} ${alerts?.[0]?.type}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        "firing pipeline_failure",
        "resolved pipeline_failure",
        "firing pipeline_success",
      ]),
    );
  });
});

it("starts with the pinned Node in these tests", () => {
  expect(execFileSync(process.execPath, ["--version"], { encoding: "utf8" })).toMatch(/^v2[2-9]/);
});
