import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../src/store/index.ts";
import { makeScratchProject, type ScratchProject } from "../alerts/project.ts";
import { aBlock, aRun, aSegment } from "../fixtures/store/samples.ts";
import { run } from "../projects/command.ts";
import { cleanEnvironment } from "../projects/make-project.ts";
import { repository } from "../setup/cache-folder.ts";
import { pitchpipeBin } from "../setup/dist.ts";
import { findPython } from "../setup/python.ts";

const hostile = 'a "name", with \\ and\nlines,"hash":"x" – and 日本語';
let project: ScratchProject;

beforeAll(async () => {
  project = makeScratchProject();
  const url = `sqlite:${join(project.root, ".meltano/pitchpipe/pitchpipe.db")}`;
  const store = await openStore({ url, projectRoot: project.root, clock: { now: () => Date.now() } });
  const [runId, blockId] = ["0199aaaa-0000-7000-8000-000000000001", "b"];
  const segments = Array.from({ length: 5_000 }, (_, at) => aSegment({ number: at + 1, stream: hostile }));
  await store.apply([
    { kind: "run_opened", run: aRun({ runId, job: hostile, labels: { [hostile]: hostile } }) },
    { kind: "block_opened", block: aBlock({ blockId, runId }) },
    { kind: "segments", blockId, runId, segments },
    { kind: "run_changed", runId, changes: { status: "failed", endedAt: Date.now(), exitCode: 1 } },
  ]);
  await store.close();
  await project.pitchpipe([
    "alerts",
    "send",
    "--name",
    hostile,
    "--title",
    hostile,
    "--label",
    "share=0.0000001",
  ]);
  await project.pitchpipe(["audit", "checkpoint", "--by", hostile]);
});

afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

/** The text of the first block of code in a language on the page about the audit. */
function example(language: string): string {
  const page = readFileSync(join(repository, "docs/audit.md"), "utf8");
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? "";
}

const pitchpipe = (...args: string[]) =>
  run(pitchpipeBin, ["audit", ...args], { cwd: project.root, env: cleanEnvironment() });

async function check(exported: string): Promise<{ code: number | null; said: string }> {
  const python = spawn(findPython().command, ["-c", example("python")], { stdio: ["pipe", "pipe", "pipe"] });
  const said: Buffer[] = [];
  python.stdout.on("data", (chunk) => said.push(chunk));
  python.stderr.on("data", (chunk) => said.push(chunk));
  python.stdin.on("error", () => undefined);
  python.stdin.end(exported);
  const [code] = await once(python, "close");
  return { code, said: Buffer.concat(said).toString("utf8") };
}

it("an export can be checked by the script on the page, without pitchpipe", async () => {
  const { stdout, exitCode } = await pitchpipe("export");
  expect(exitCode).toBe(0);
  const { head } = JSON.parse((await pitchpipe("verify", "--json")).stdout);
  expect(await check(stdout)).toEqual({
    code: 0,
    said: `2 chains are whole; the store's ends with ${head}\n`,
  });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(5_000);
  const changed = lines.with(77, lines[77]?.replace('"records":10', '"records":11') ?? "").join("\n");
  expect(await check(changed)).toEqual({ code: 1, said: expect.stringMatching(/^entry 78 was changed/) });
  const removed = lines.toSpliced(77, 1).join("\n");
  expect(await check(removed)).toEqual({ code: 1, said: expect.stringMatching(/^entry 79 does not follow/) });
});

it("the settings on the page load", async () => {
  project.configure(`version: 1\n${example("yaml")}`);
  const { valid, problems } = await project.json(["config", "check"]);
  expect(valid).toBe(true);
  expect(problems).toEqual([expect.objectContaining({ path: "audit.key", severity: "warning" })]);
  project.configure("version: 1\n");
});

it("every format is one record a line for whoever reads it, and ends well when nobody does any more", async () => {
  const { stdout } = await pitchpipe("export", "--format", "csv", "--kind", "segment");
  expect(stdout.match(/\r\n/g)?.length).toBe(5_001);
  for (const format of ["jsonl", "csv"]) {
    const args = [pitchpipeBin, "audit", "export", "--format", format];
    const child = spawn(process.execPath, args, { cwd: project.root, env: cleanEnvironment() });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk) => said.push(chunk));
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = await once(child, "close");
    expect([code, Buffer.concat(said).toString("utf8")]).toEqual([0, ""]);
  }
});
