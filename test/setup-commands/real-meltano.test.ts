import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../../src/lib/version.ts";
import { run } from "../projects/command.ts";
import { cleanEnvironment, makeProject, type Project } from "../projects/make-project.ts";
import { tapJsonl, targetJsonl } from "../projects/plugins.ts";
import { orders } from "../projects/sample-data.ts";
import { venvBin } from "../setup/venvs.ts";

let project: Project;
let before: string;

beforeAll(() => {
  project = makeProject({
    extractors: [tapJsonl({ path: "data/orders.jsonl", stream_name: "orders", primary_keys: ["id"] })],
    loaders: [targetJsonl()],
    mappers: [],
    utilities: [],
    jobs: [{ name: "daily", tasks: ["tap-jsonl target-jsonl"] }],
    schedules: [{ name: "nightly", interval: "@daily", job: "daily" }],
    files: { "data/orders.jsonl": orders(20) },
  });
  before = project.read("meltano.yml");
});

afterAll(() => project.remove());

describe("a project that `pitchpipe init` has been in", () => {
  it("survives two at the same time", async () => {
    const both = await Promise.all([
      project.runPitchpipe(["init", "--yes"]),
      project.runPitchpipe(["init", "--yes"]),
    ]);
    expect(both.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      both.map(() => ({ exitCode: 0, stderr: "" })),
    );
    expect(project.read("meltano.yml").match(/name: pitchpipe-mapper\b/g)).toHaveLength(1);
  });

  it("has a utility that Meltano calls, from a folder inside it too", async () => {
    const outcome = await project.runMeltano(["invoke", "pitchpipe", "--version"], {
      cwd: `${project.root}/data`,
    });
    expect(outcome, outcome.stderr).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });

  it("has a mapper that Meltano puts into the job", async () => {
    const outcome = await project.runMeltano(["run", "daily"]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    const { runs } = (await project.json(["runs", "list"])) as { runs: { records: number }[] };
    expect(runs).toEqual([expect.objectContaining({ records: 20 })]);
    expect(project.read("output/orders.jsonl").trim().split("\n")).toHaveLength(20);
  });

  it("works with the newest Meltano 3 as well", async () => {
    const env = { ...cleanEnvironment(), MELTANO_DATABASE_URI: `sqlite:///${project.root}/three.db` };
    const outcome = await run(venvBin("meltano-3"), ["run", "daily"], { cwd: project.root, env });
    expect(outcome.exitCode, outcome.stderr).toBe(0);
  });

  it("has nothing wrong with it that doctor could find", async () => {
    const { checks } = (await project.json(["doctor"])) as { checks: { name: string; status: string }[] };
    expect(checks.filter(({ status }) => status === "problem" || status === "unknown")).toEqual([]);
    for (const name of ["meltano", "utility", "mapper", "mapping", "jobs", "schedules", "config", "store"])
      expect(checks).toContainEqual(expect.objectContaining({ name, status: "ok" }));
  });

  it("is as it was after --remove --purge", async () => {
    const outcome = await project.runPitchpipe(["init", "--remove", "--purge", "--yes"]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(project.read("meltano.yml")).toBe(before);
    expect(project.holds("pitchpipe.yml", "")).toBe(false);
  });
});
