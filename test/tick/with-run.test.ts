import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeProject } from "../runner/fake-project.ts";

let project: FakeProject;

beforeEach(() => {
  project = new FakeProject();
});

afterEach(() => project.remove());

const failing = { lines: [{ event: "Run completed", status: "failure", duration_seconds: 1 }], exit: 1 };

function configure(text: string): void {
  project.write(
    "pitchpipe.yml",
    `version: 1\nchannels: {log: {type: log, path: told.jsonl}}\nrun: {notify: {success: none}}\n${text}\n`,
  );
}

function told(): string[] {
  const lines = readFileSync(join(project.root, "told.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line)).map(({ kind, alerts }) => `${kind} ${alerts[0].name}`);
}

describe("a run with nobody else to tick", () => {
  it("looks at the rules at its end, also the very first one in a project", async () => {
    configure('rules: [{name: any_run, metric: run_duration_seconds, condition: "last >= 0", window: 1h}]');
    expect((await project.run(["run", "daily-load"])).code).toBe(0);
    expect(told()).toEqual(["firing any_run"]);
  });

  it("tells the third failure in a row by the rule that pitchpipe brings, and its end with the next good run", async () => {
    configure("");
    for (let time = 0; time < 3; time += 1) await project.run(["run", "daily-load"], failing);
    expect(told()).toEqual(["firing pipeline_failure", "firing failures_in_a_row"]);
    await project.run(["run", "daily-load"]);
    expect(told().slice(2).sort()).toEqual(["resolved failures_in_a_row", "resolved pipeline_failure"]);
  });

  it("that took too long is told, and over with the next that does not", async () => {
    configure("sla: [{job: daily-load, max_duration: 1ms}]");
    await project.run(["run", "daily-load"]);
    expect(told()).toEqual(["firing sla_breach"]);
    configure("sla: [{job: daily-load, max_duration: 1h}]");
    await project.run(["run", "daily-load"]);
    expect(told()).toEqual(["firing sla_breach", "resolved sla_breach"]);
  });
});
