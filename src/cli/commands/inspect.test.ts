import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { done, record, schema } from "../../app/inspect/sample-lines.ts";
import type { Io } from "../io.ts";
import { main } from "../main.ts";
import { createProgressBar } from "../terminal/progress-bar.ts";

const cwd = mkdtempSync(join(tmpdir(), "pitchpipe-inspect-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const write = (name: string, ...lines: readonly string[]): void =>
  writeFileSync(join(cwd, name), `${lines.join("\n")}\n`);
write("good.singer", schema(), record('{"id":1}'), done);
write("bad.singer", schema(), record('{"id":"x"}'), done);
write("warned.singer", schema(), record('{"id":1}'));
write(
  "hostile.singer",
  `{"type":"RECORD","stream":"a\\u001b[31m\\u202e\\nb${"x".repeat(300)}","record":{}}`,
  done,
);
writeFileSync(join(cwd, "empty.singer"), "");

async function run(argv: readonly string[], input: readonly string[] = []) {
  const printed = { stdout: "", stderr: "" };
  const screen = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      printed[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const io: Io = {
    env: {},
    cwd,
    stdin: Readable.from(input),
    stdout: screen("stdout"),
    stderr: screen("stderr"),
  };
  return { code: await main(["inspect", ...argv], io), ...printed };
}

describe("inspect", () => {
  it.each([
    [["good.singer"], 0],
    [["bad.singer"], 1],
    [["warned.singer"], 0],
    [["warned.singer", "--fail-on", "warning"], 1],
    [["empty.singer"], 1],
    [["nothing.singer"], 2],
    [["."], 2],
    [[], 2],
    [["good.singer", "--fail-on", "never"], 2],
    [["bad.singer", "--format", "junit"], 1],
    [["bad.singer", "--format", "github"], 1],
  ])("%j ends with %i", async (argv, code) => {
    expect((await run(argv)).code).toBe(code);
  });

  it("prints one JSON document of the shape that programs rely on", async () => {
    const { stdout, stderr } = await run(["bad.singer", "--json"]);
    const document = JSON.parse(stdout);
    expect(stderr).toBe("");
    expect(document).toMatchObject({ file: "bad.singer", lines: 3, valid: false, last_state: {} });
    expect(Object.keys(document.messages)).toEqual(expect.arrayContaining(["RECORD", "SCHEMA", "STATE"]));
    expect(document.streams[0]).toMatchObject({
      stream: "s",
      records: 1,
      bytes: 51,
      schemas: 1,
      key_properties: ["id"],
      violations: 1,
    });
    expect(document.problems[0]).toMatchObject({
      kind: "record_violates_schema",
      severity: "error",
      stream: "s",
      line: 2,
      count: 1,
    });
  });

  it("prints an error as JSON where JSON was asked for", async () => {
    const { stdout, stderr } = await run(["nothing.singer", "--json"]);
    expect(stdout).toBe("");
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "FILE_UNREADABLE" } });
  });

  it("reads a pipe", async () => {
    const { code, stdout } = await run(["-"], [`${schema()}\n`, record('{"id":1}'), `\n${done}\n`]);
    expect(code).toBe(0);
    expect(stdout).toContain("No problem found.");
  });

  it("tells people what came, what is wrong and where", async () => {
    const { stdout } = await run(["bad.singer"]);
    expect(stdout).toContain("3 lines");
    expect(stdout).toMatch(/^s\s+1\s+51 B\s+1\s+2020-12\s+id\s+1\s+0$/m);
    expect(stdout).toContain('error    s: $.id must be integer. 1×, line 2; found "a" [crashes SDK targets]');
    expect(stdout).toContain("last state  {}");
  });

  it("lets no name steer a terminal", async () => {
    const { stdout } = await run(["hostile.singer"]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(stdout).not.toContain("x".repeat(250));
    expect(stdout.split("\n").filter((line) => line.startsWith("b"))).toEqual([]);
  });

  it("ends its help with two examples", async () => {
    expect((await run(["--help"])).stdout).toMatch(/Examples:\n {2}.*\n {2}.*\n$/);
  });
});

describe("the progress bar", () => {
  it("waits, is drawn at most ten times a second, and goes away", () => {
    let time = 0;
    const written: string[] = [];
    const bar = createProgressBar(
      { write: (text) => written.push(text), isTTY: true, columns: 80 },
      () => time,
    );
    for (; time < 2000; time += 10) bar.update(time * 1000, 4_000_000);
    expect(written.length).toBeGreaterThan(10);
    expect(written.length).toBeLessThanOrEqual(16);
    expect(written.at(-1)).toContain("[##############                ] 47 %  1.0 MB/s");
    bar.update(5_000_000, null);
    bar.clear();
    expect(written.at(-1)).toBe("\r\u001b[K");
  });

  it("shows nothing of what is quickly done", () => {
    const written: string[] = [];
    const bar = createProgressBar({ write: (text) => written.push(text), isTTY: true, columns: 80 }, () => 5);
    bar.update(5, 10);
    bar.clear();
    expect(written).toEqual([]);
  });
});
