import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  type MapperProject,
  makeMapperProject,
  mapThrough,
  messagesOf,
  readQuarantine,
} from "../mapper/mapper-process.ts";
import { record, state } from "../mapper/trial.ts";
import { pitchpipeBin } from "../setup/dist.ts";
import { inStore } from "./past-runs.ts";

// The gate as the built mapper, where something around it is broken.

const schema =
  '{"type":"SCHEMA","stream":"a","schema":{"properties":{"id":{"type":"integer"}}},"key_properties":["id"]}\n';
const gate = {
  streams: { a: { checks: [{ range: { field: "id", max: 10 }, on_violation: "quarantine" }] } },
};
const lines = [schema, record("a", 1), record("a", 11), state(1), record("a", 2), record("a", 12), state(2)];

let project: MapperProject;
afterEach(() => project.remove());

describe("the gate", () => {
  it("loads the good rows and keeps the bad ones", async () => {
    project = makeMapperProject(gate);
    const { exitCode, stdout, kept } = await mapThrough(project, lines.join(""));
    expect([exitCode, stdout.toString()]).toEqual([
      0,
      lines.filter((line) => !/1[12]\}/.test(line)).join(""),
    ]);
    expect(readQuarantine(project).map(({ original }) => original)).toEqual([
      record("a", 11),
      record("a", 12),
    ]);
    expect(kept.streams).toMatchObject([{ records: 4, forwarded: 2, quarantined: 2 }]);
    const found = await inStore(project, (store) => store.findings.ofRun(kept.run?.runId ?? ""));
    expect(found.map(({ finding }) => [finding.name, finding.violations])).toContainEqual(["range_id", 2]);
  });

  it("tells its findings through the spool while the store is away", async () => {
    project = makeMapperProject({ ...gate, store: { url: "postgres://nobody@127.0.0.1:9/none" } });
    const { exitCode, kept } = await mapThrough(project, lines.join(""));
    const found = await inStore(project, (store) => store.findings.ofRun(kept.run?.runId ?? ""));
    expect([exitCode, found.map(({ finding }) => finding.name)]).toEqual([
      0,
      expect.arrayContaining(["range_id"]),
    ]);
    expect(await inStore(project, (store) => store.findings.untold(10))).toEqual([kept.run?.runId]);
  });

  it("holds the row back and fails where the quarantine can't be written", async () => {
    project = makeMapperProject(gate);
    mkdirSync(project.storeFolder, { recursive: true });
    writeFileSync(join(project.storeFolder, "quarantine"), "a file where a folder should be");
    const { exitCode, stdout, stderr } = await mapThrough(project, lines.join(""));
    expect([exitCode, stdout.includes("STATE"), stdout.includes('"id":11')]).toEqual([1, false, false]);
    expect(messagesOf(stderr).join("\n")).toMatch(/could not be kept/);
  });

  it("holds the row back and fails where max_size is reached", async () => {
    project = makeMapperProject({ ...gate, quarantine: { max_size: "500B" } });
    const { exitCode, stdout, stderr } = await mapThrough(project, lines.join(""));
    expect([exitCode, stdout.includes(state(1)), stdout.includes(state(2))]).toEqual([1, true, false]);
    expect(readQuarantine(project)).toHaveLength(1);
    expect(messagesOf(stderr).join("\n")).toMatch(/max_size \(500 B\)/);
  });

  it("counts and forgets with keep: none, and keeps only keys with keep: keys", async () => {
    project = makeMapperProject({ ...gate, quarantine: { keep: "none" } });
    const { kept } = await mapThrough(project, lines.join(""));
    expect([readQuarantine(project), kept.streams[0]?.quarantined]).toEqual([[], 2]);
    project.remove();
    project = makeMapperProject({ ...gate, quarantine: { keep: "keys" } });
    await mapThrough(project, lines.join(""));
    expect(readQuarantine(project)).toMatchObject([{ key: { id: 11 } }, { key: { id: 12 } }]);
    expect(readQuarantine(project).every((row) => row.original === undefined)).toBe(true);
  });

  it("takes a torn last line and garbage into the same quarantine", async () => {
    project = makeMapperProject({ ...gate, mapper: { garbage: "quarantine" } });
    const { exitCode } = await mapThrough(project, `${schema}oops\n${record("a", 1)}${state(1)}{"type":"REC`);
    expect(exitCode).toBe(1);
    expect(readQuarantine(project)).toMatchObject([
      { check: "garbage", original: "oops\n", line: 2, schema_sha256: null },
      { check: "torn_line", original: '{"type":"REC', line: 5 },
    ]);
  });

  it("refuses to begin with a wrong rule that would keep rows back", async () => {
    project = makeMapperProject({
      streams: { a: { checks: [{ rnage: { field: "id" }, on_violation: "drop" }] } },
    });
    const { exitCode, stdout, stderr } = await mapThrough(project, lines.join(""));
    expect([exitCode, stdout.length]).toEqual([2, 0]);
    expect(stderr).toContain("GATING_RULE_INVALID");
  });
});

describe("a replay through a pipe", () => {
  const replay = (args: readonly string[] = []) =>
    spawn(process.execPath, [pitchpipeBin, "quarantine", "replay", ...args], {
      cwd: project.root,
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const rows = Array.from({ length: 5000 }, (_, at) => record("a", at + 11));

  it("whose reader goes away marks nothing and fails; the next one emits it all, once", async () => {
    project = makeMapperProject(gate);
    await mapThrough(project, schema + rows.join("") + state(1));
    const broken = replay();
    broken.stdout.once("data", () => broken.stdout.destroy());
    expect((await once(broken, "exit"))[0]).not.toBe(0);

    const whole = replay();
    const chunks: Buffer[] = [];
    for await (const chunk of whole.stdout) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(schema + rows.join(""));
    const none = replay();
    expect([(await once(none, "exit"))[0], none.stdout.read()]).toEqual([0, null]);
  });

  it.each([">&-", ">/dev/null"])("that nobody takes (%s) marks nothing and fails", async (where) => {
    project = makeMapperProject(gate);
    await mapThrough(project, lines.join(""));
    const line = `"$0" "$1" quarantine replay ${where}`;
    const nowhere = spawn("sh", ["-c", line, process.execPath, pitchpipeBin], {
      cwd: project.root,
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "inherit", "pipe"],
    });
    const said: Buffer[] = [];
    nowhere.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    expect((await once(nowhere, "close"))[0]).not.toBe(0);
    expect(Buffer.concat(said).toString()).toContain("[REPLAY_BROKEN]");
    const whole = replay();
    const chunks: Buffer[] = [];
    for await (const chunk of whole.stdout) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(schema + record("a", 11) + record("a", 12));
  });
});

describe("PITCHPIPE_DISABLED", () => {
  const env = { PITCHPIPE_DISABLED: "true" };

  it("copies bytes past a rule that quarantines", async () => {
    project = makeMapperProject(gate);
    const { exitCode, stdout } = await mapThrough(project, lines.join(""), { env });
    expect([exitCode, stdout.toString(), readQuarantine(project)]).toEqual([0, lines.join(""), []]);
  });

  it("fails at the first row of a stream with a rule that masks, and of no other", async () => {
    project = makeMapperProject({ streams: { a: { checks: [{ sensitive: {}, on_violation: "mask" }] } } });
    const others = record("b", 1) + state(1);
    expect((await mapThrough(project, others, { env })).stdout.toString()).toBe(others);
    const { exitCode, stdout, kept } = await mapThrough(project, others + record("a", 1) + state(2), { env });
    expect([exitCode, stdout.toString(), kept.run]).toEqual([1, others, null]);
  });
});
