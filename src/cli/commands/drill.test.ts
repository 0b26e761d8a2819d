import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { main } from "../main.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
  writeFileSync(
    join(project.root, "meltano.yml"),
    "default_environment: dev\nenvironments: [{name: dev}]\nplugins: {extractors: [{name: tap-x, namespace: tap_x}], loaders: [{name: target-y, namespace: target_y}]}\n",
  );
  project.configure(
    "version: 1\nchannels: {script: {type: exec, command: [./notify.sh]}, log: {type: log, path: alerts.jsonl}}\n",
  );
  writeFileSync(join(project.root, "notify.sh"), "#!/bin/sh\ncat >> notified.jsonl\n", { mode: 0o700 });
});

afterEach(() => project[Symbol.asyncDispose]());

async function atTerminal(answer: string, ...args: string[]) {
  const said = { out: "" };
  const screen = {
    write: (text: string) => {
      said.out += text;
    },
    isTTY: true,
    columns: 80,
  };
  const stdin = Object.assign(Readable.from([`${answer}\n`]), { isTTY: true });
  const io = { env: { PATH: process.env["PATH"] }, cwd: project.root, stdin, stdout: screen, stderr: screen };
  return { code: await main(["drill", ...args], io), ...said };
}

const wasSent = () => existsSync(join(project.root, "notified.jsonl"));

it("asks at a terminal before it sends, names who would get it, and takes a no", async () => {
  const { code, out } = await atTerminal("n", "failure", "--send");
  expect([code, wasSent()]).toEqual([0, false]);
  expect(out).toContain("script (./notify.sh)");
  expect(out).not.toContain("Playing");
});

it("sends after a yes, and writes no log into the project", async () => {
  const { code, out } = await atTerminal("y", "failure", "--send");
  expect([code, wasSent(), existsSync(join(project.root, "alerts.jsonl"))]).toEqual([0, true, false]);
  expect(out).toMatch(/failure +pipeline_failure +script \(exec\) .*accepted, answered 0/);
  expect(out).toContain("Everybody was told, playing tap-x target-y.");
});

it("doesn't ask where nothing leaves, and says at the end what was not ok", async () => {
  const { code, out } = await atTerminal("", "bad-row", "--dry-run");
  expect([code, wasSent()]).toEqual([1, false]);
  expect(out).toContain("Nobody looks at the rows of tap-x");
  expect(out).toContain("Not everybody would be told");
});

it("plays a dead channel without asking anybody outside", async () => {
  const { code, out } = await atTerminal("", "dead-channel");
  expect([code, wasSent()]).toEqual([0, false]);
  expect(out).toContain("Played dead: ");
});

it("names what is wrong with its arguments", async () => {
  for (const args of [["nothing-like-it"], ["--send", "--dry-run"], ["--job", "daily"]])
    expect((await project.pitchpipe(["drill", ...args])).code).toBe(2);
  expect((await project.pitchpipe(["drill", "--help"])).out).toContain(
    "pitchpipe drill failure dead-channel --send",
  );
});

describe("a watched job", () => {
  beforeEach(() => {
    const mapper = "{name: pitchpipe-mapper, namespace: pitchpipe_mapper, mappings: [{name: watch}]}";
    writeFileSync(
      join(project.root, "meltano.yml"),
      `default_environment: dev\nenvironments: [{name: dev}]\nplugins: {mappers: [${mapper}]}\njobs: [{name: daily, tasks: [tap-x watch target-y, "dbt:run"]}]\n`,
    );
  });

  it("is played in all scenarios, waits of the routes counted, each answer in one document", async () => {
    project.configure(`version: 1
timezone: UTC
run: {alert_after_failures: 2}
channels:
  log: {type: log, path: alerts.jsonl}
  hook: {type: webhook, url: "https://hook.example.com/", send_resolved: false}
  calm: {type: log, path: calm.jsonl, min_severity: critical}
route:
  channel: log
  group_by: [job]
  group_wait: 30s
  routes: [{channel: hook, continue: true}, {channel: calm, continue: true}, {channel: log}]
streams: {orders: {checks: [{range: {field: qty, min: 0}, on_violation: quarantine}]}}
`);
    const { ok, job, sent, scenarios } = await project.json(["drill"]);
    expect([ok, job, sent]).toEqual([true, "daily", false]);
    expect(scenarios).toMatchObject([
      { name: "failure", alert: { type: "pipeline_failure", labels: { drill: "true", job: "daily" } } },
      { name: "stall", alert: { type: "pipeline_stalled" } },
      { name: "bad-row", alert: { type: "data_quality", labels: { stream: "orders" } } },
      { name: "dead-channel", alert: { type: "system_health" } },
    ]);
    for (const { resolved, reason, notes, channels } of scenarios) {
      expect([resolved, reason]).toEqual([true, null]);
      expect(notes.join("\n")).toMatch(/Not told to calm: /);
      expect(channels[0]).toMatchObject({ status: "not_sent", seconds: expect.any(Number), recipients: [] });
    }
    expect(scenarios[0].channels[0].seconds).toBeGreaterThan(30);
    expect(existsSync(join(project.root, ".meltano"))).toBe(false);
  });

  it("whose settings tell nothing is said to be so", async () => {
    project.configure(
      "version: 1\nchannels: {log: {type: log, path: a.jsonl}}\nrun: {stall_after: none, notify: {failure: none}}\ndefaults: {checks: false}\n",
    );
    const { ok, scenarios } = await project.json(["drill"]);
    expect([ok, ...scenarios.map(({ reason }: { reason: string }) => reason)]).toEqual([
      false,
      "Failures are not told: run.notify.failure is none.",
      "A stall is never told: run.stall_after is none.",
      "No check was violated: defaults.checks is false.",
      "Failures are not told: run.notify.failure is none.",
    ]);
  });

  it("is not played where a rule that keeps rows back is wrong: no run would begin", async () => {
    project.configure("version: 1\nstreams: {a: {checks: [{rnage: {field: x}, on_violation: drop}]}}\n");
    const { code, err } = await project.pitchpipe(["drill"]);
    expect([code, err]).toEqual([2, expect.stringContaining("GATING_RULE_INVALID")]);
  });

  it("plays ten failures at most", async () => {
    project.configure(
      "version: 1\nchannels: {log: {type: log, path: a.jsonl}}\nrun: {alert_after_failures: 50}\n",
    );
    const { scenarios } = await project.json(["drill", "failure"]);
    expect(scenarios[0].reason).toContain("from number 50 in a row on");
  });
});
