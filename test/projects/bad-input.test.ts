import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapperBin, pitchpipeBin } from "../setup/dist.ts";
import { run } from "./command.ts";
import { cleanEnvironment, makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { listRuns, showRun } from "./run-document.ts";

const blocks = ["tap-script", "watch", "target-script"];
let project: Project;

beforeAll(() => {
  project = makeProject({ extractors: [scriptTap()], loaders: [scriptTarget()] });
});

afterAll(() => project.remove());

describe("outside of a Meltano project", () => {
  const nowhere = mkdtempSync(join(tmpdir(), "pitchpipe-nowhere-"));
  afterAll(() => rmSync(nowhere, { recursive: true, force: true }));

  it.each([
    [["run", "tap-a", "target-b"], 64],
    [["runs", "list"], 2],
    [["tick"], 2],
    [["init", "--yes"], 2],
  ])("%j says so in three lines and ends with %i", async (args, exitCode) => {
    const outcome = await run(pitchpipeBin, args, { cwd: nowhere, env: cleanEnvironment() });
    expect(outcome.exitCode, outcome.stderr).toBe(exitCode);
    expect(outcome.stderr).toContain("NOT_A_PROJECT");
    expect(outcome.stderr.trim().split("\n").length).toBeLessThanOrEqual(3);
  });
});

describe("a run that can't be", () => {
  it("passes on what Meltano says of a job that there is not", async () => {
    const outcome = await project.runPitchpipe(["run", "no-such-job"]);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toContain("no-such-job");
    expect(await showRun(project)).toMatchObject({ status: "failed", exit_code: 1 });
  });

  it("says where it looked when there is no meltano", async () => {
    const bare = { PATH: `${join(pitchpipeBin, "../../node_modules/.bin")}:/usr/bin:/bin` };
    const outcome = await project.runPitchpipe(["run", ...blocks], { env: bare });
    expect(outcome.exitCode).toBe(64);
    expect(outcome.stderr).toContain("MELTANO_NOT_FOUND");
  });

  it("is told by Meltano's own words when meltano.yml is broken", async () => {
    const broken = makeProject({});
    broken.write("meltano.yml", "plugins: [\n");
    const outcome = await broken.runPitchpipe(["run", ...blocks]);
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.stderr).toMatch(/meltano\.yml/);
    broken.remove();
  });
});

describe("an invalid pitchpipe.yml", () => {
  const invalid = "version: 1\nchanels: {}\nrun: {stall_after: 10}\n";

  it("does not stop tonight's load, and is said once", async () => {
    project.write("pitchpipe.yml", invalid);
    const outcome = await project.runPitchpipe(["run", ...blocks]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(outcome.stderr.match(/config check/g) ?? []).toHaveLength(1);
  });

  it("refuses with --strict, before Meltano starts", async () => {
    project.write("pitchpipe.yml", invalid);
    const before = await listRuns(project);
    const outcome = await project.runPitchpipe(["run", "--strict", ...blocks]);
    expect(outcome.exitCode).toBe(64);
    expect(await listRuns(project)).toEqual(before);
  });

  it("is listed whole by config check, with lines and the nearest right keys", async () => {
    project.write("pitchpipe.yml", invalid);
    const outcome = await project.runPitchpipe(["config", "check", "--json"]);
    expect(outcome.exitCode).toBe(2);
    const { valid, problems } = JSON.parse(outcome.stdout);
    expect(valid).toBe(false);
    expect(problems).toMatchObject([
      { path: "chanels", line: 2, hint: expect.stringContaining("channels") },
      { path: "run.stall_after", line: 3 },
    ]);
  });
});

describe("an id that is none", () => {
  it("is said, with exit code 2, and as JSON where JSON was asked for", async () => {
    const outcome = await project.runPitchpipe(["runs", "show", "nonsense", "--json"]);
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stdout).toBe("");
    expect(JSON.parse(outcome.stderr)).toMatchObject({ error: { code: "NOT_FOUND" } });
  });
});

describe("a Node that is too old", () => {
  const pretend = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';

  it.each([pitchpipeBin, mapperBin])("is told in one clear line by %s", async (bin) => {
    const args = ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`, bin, "runs", "list"];
    const outcome = await run(process.execPath, args, { cwd: project.root, env: cleanEnvironment() });
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.stdout).toBe("");
    expect(outcome.stderr).toMatch(/^pitchpipe needs Node 22\.12\.0 or newer, this is Node 20\.1\.0.*\n$/);
  });
});
