import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
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
