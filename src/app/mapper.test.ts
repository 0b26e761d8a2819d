import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../store/index.ts";
import { systemClock } from "./clock.ts";
import { runMapperProcess } from "./mapper.ts";

const input = '{"type":"RECORD","stream":"a","record":{"id":1}}\n{"type":"STATE","value":1}\n';
let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-app-mapper-"));
  writeFileSync(join(root, "in.jsonl"), input);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function run(config: unknown, env: Record<string, string>, inputFile: string | null = null) {
  writeFileSync(join(root, "config.json"), JSON.stringify(config));
  const said: string[] = [];
  const fds = {
    input: openSync(join(root, "in.jsonl"), "r"),
    output: openSync(join(root, "out.jsonl"), "w"),
  };
  const exitCode = await runMapperProcess({
    ...{ env, cwd: root, pid: process.pid, host: "here", fds, inputFile },
    configFiles: [join(root, "config.json")],
    log: (level, message) => said.push(`${level}: ${message}`),
    workerUrl: new URL("../cli/bin/pitchpipe-mapper.ts", import.meta.url),
    onSignal: () => undefined,
  });
  closeSync(fds.output);
  return { exitCode, said, output: readFileSync(join(root, "out.jsonl"), "utf8") };
}

async function readRun() {
  const url = `sqlite:${join(root, ".meltano", "pitchpipe", "pitchpipe.db")}`;
  const store = await openStore({ url, projectRoot: root, clock: systemClock });
  const [opened = null] = await store.runs.list({ limit: 1 });
  const blocks = await store.blocks.ofRun(opened?.runId ?? "");
  await store.close();
  return { opened, blocks };
}

it("maps with what Meltano told it, into the project's store", async () => {
  const env = { MELTANO_PROJECT_ROOT: root, MELTANO_ENVIRONMENT: "prod", MELTANO_EXTRACTOR_NAME: "tap-x" };
  const { exitCode, said, output } = await run({ labels: { team: "data" } }, env);
  expect([exitCode, said, output]).toEqual([0, [], input]);
  const { opened, blocks } = await readRun();
  expect(opened).toMatchObject({
    ...{
      project: basename(root),
      environment: "prod",
      job: "tap-x",
      labels: { team: "data" },
      status: "unknown",
    },
    process: { host: "here", pid: process.pid },
  });
  expect(blocks).toMatchObject([{ tap: "tap-x", records: 1, statesForwarded: 1 }]);
});

it("tells what is wrong with its settings and goes on", async () => {
  const { exitCode, said, output } = await run({ chekcs: "off" }, { MELTANO_PROJECT_ROOT: root });
  expect([exitCode, output]).toEqual([0, input]);
  expect(said).toEqual([expect.stringMatching(/^error: .*chekcs/)]);
});

it("stores nothing outside a project, and says so", async () => {
  const { exitCode, said, output } = await run({}, {});
  expect([exitCode, output]).toEqual([0, input]);
  expect(said).toEqual([expect.stringContaining("without an audit entry")]);
});

it("reads from a file where one is named", async () => {
  writeFileSync(join(root, "other.jsonl"), "other\n");
  const { output } = await run({}, { PITCHPIPE_DISABLED: "TRUE" }, join(root, "other.jsonl"));
  expect(output).toBe("other\n");
  expect(existsSync(join(root, ".meltano"))).toBe(false);
});
