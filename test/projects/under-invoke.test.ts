import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { listRuns } from "./run-document.ts";

const blocks = ["tap-script", "watch", "target-script"];
let project: Project;

beforeAll(() => {
  project = makeProject({
    extractors: [scriptTap({ say_bytes: 200_000, say: ["good morning"] })],
    loaders: [scriptTarget()],
    jobs: [{ name: "my-job", tasks: ["tap-script watch target-script"] }],
  });
});

afterAll(() => project.remove());

describe("meltano invoke pitchpipe run", () => {
  it("survives a log line that would hang the outer Meltano, and keeps it whole in the run's log", async () => {
    const outcome = await project.runMeltano(["invoke", "pitchpipe", "run", ...blocks]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain("good morning");
    const longest = Math.max(...outcome.stderr.split("\n").map((line) => Buffer.byteLength(line)));
    expect(longest).toBeLessThan(60 * 1024);
    const logs = await project.runPitchpipe(["runs", "logs", "latest"]);
    expect(logs.stdout).toMatch(/x{199996}last/);
  });

  it("takes a job by its name", async () => {
    const outcome = await project.runMeltano(["invoke", "pitchpipe", "run", "my-job"]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    const runs = (await project.json(["runs", "list"])) as { runs: { job: string }[] };
    expect(runs.runs[0]?.job).toBe("my-job");
  });

  it("passes a failure's exit code through", async () => {
    const outcome = await project.runMeltano(["invoke", "pitchpipe", "run", "no-such-block"]);
    expect(outcome.exitCode).toBe(1);
  });

  it("refuses another environment than the outer one, and prints the direct command", async () => {
    const before = await listRuns(project);
    const args = ["--environment=prod", "invoke", "pitchpipe", "run", "--environment=dev", ...blocks];
    const outcome = await project.runMeltano(args);
    expect(outcome.exitCode).toBe(64);
    expect(outcome.stdout + outcome.stderr).toContain("pitchpipe run --environment");
    expect(await listRuns(project)).toEqual(before);
  });
});
