import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../projects/command.ts";
import { cleanEnvironment } from "../projects/make-project.ts";
import { pitchpipeBin } from "../setup/dist.ts";

const folder = mkdtempSync(join(tmpdir(), "pitchpipe-inspect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const schema =
  '{"type":"SCHEMA","stream":"s","schema":{"type":"object","properties":{"id":{"type":"integer"},"v":{}}},"key_properties":["id"]}\n';
const end = '{"type":"STATE","value":{}}\n';
const inspect = (args: readonly string[], input = "") =>
  run(pitchpipeBin, ["inspect", ...args], { cwd: folder, env: cleanEnvironment(), input });

describe("pitchpipe inspect, outside of any project", () => {
  it("reads a pipe and tells by its exit code", async () => {
    const good = await inspect(["-"], `${schema}{"type":"RECORD","stream":"s","record":{"id":1}}\n${end}`);
    expect(good, good.stderr).toMatchObject({ exitCode: 0, stderr: "" });
    const bad = await inspect(
      ["-", "--json"],
      `${schema}{"type":"RECORD","stream":"s","record":{"id":"1"}}\n${end}`,
    );
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      file: "-",
      problems: [{ kind: "record_violates_schema", line: 2 }],
    });
  });

  it("ends with 2 for a file that is not there", async () => {
    const outcome = await inspect(["nothing.singer"]);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("[FILE_UNREADABLE]");
  });

  it("lives through a reader that goes away", async () => {
    writeFileSync(join(folder, "many.singer"), "garbage\n".repeat(10));
    const child = spawn(process.execPath, [pitchpipeBin, "inspect", "many.singer"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    const [exitCode] = await once(child, "close");
    expect(exitCode).toBe(1);
  });

  it("takes flat memory, whatever the lines are", async () => {
    const path = join(folder, "large.singer");
    const file = openSync(path, "w");
    writeSync(file, schema);
    const block = Array.from(
      { length: 20_000 },
      (_, at) =>
        `{"type":"RECORD","stream":"s${at % 1000}","record":{"id":${at},"v":"${"x".repeat(200)}"}}\n`,
    ).join("");
    for (let times = 0; times < 20; times++) writeSync(file, block);
    writeSync(file, `{"type":"RECORD","stream":"s","record":{"id":1,"v":"`);
    for (let megabyte = 0; megabyte < 60; megabyte++) writeSync(file, Buffer.alloc(1 << 20, "y"));
    writeSync(file, `"}}\n${end}`);
    closeSync(file);
    const measure = `process.on("exit", () => process.stderr.write(String(process.resourceUsage().maxRSS)))`;
    const outcome = await run(
      process.execPath,
      ["--import", `data:text/javascript,${measure}`, pitchpipeBin, "inspect", path, "--json"],
      { cwd: folder, env: cleanEnvironment() },
    );
    const document = JSON.parse(outcome.stdout);
    expect(document.messages).toMatchObject({ RECORD: 400_001, SCHEMA: 1, STATE: 1 });
    expect(document.problems).toContainEqual(
      expect.objectContaining({ kind: "huge_record_line", line: 400_002, count: 1 }),
    );
    expect(Number(outcome.stderr) / 1024).toBeLessThan(300);
  });
});
