import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { QuarantinedLine } from "../../mapper/ports.ts";
import { parseEntry } from "./entry.ts";
import { type QuarantineOptions, QuarantineWriter } from "./quarantine-writer.ts";
import { schemaHash } from "./schema-files.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-quarantine-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;

function open(options: Partial<QuarantineOptions> = {}) {
  const folder = options.folder ?? join(root, `${++folders}`, "quarantine");
  const said: string[] = [];
  const writer = new QuarantineWriter({
    folder,
    runId: "run-1",
    tap: "tap-x",
    keep: "lines",
    maxSize: null,
    now: () => 1_700_000_000_000,
    onTrouble: (message) => said.push(message),
    ...options,
  });
  return { folder, writer, said };
}

function bad(line: string | Buffer, more: Partial<QuarantinedLine> = {}): QuarantinedLine {
  const entry = { reason: "bad row", check: "c", stream: "a", key: { id: 1 }, number: 7 };
  return { ...entry, line: Buffer.from(line), ...more };
}

function rowsIn(folder: string): unknown[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return files.flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

it("keeps lines as they were, in files that only their owner may read", async () => {
  const { folder, writer } = open({ runId: "../run/1" });
  const schema = '{"type":"SCHEMA","stream":"a"}';
  writer.noteSchema("a", Buffer.from(schema));
  expect(writer.keep(bad('{"a":1.10}\n'))).toBe(true);
  expect(writer.keep(bad(Buffer.from([0xff, 0x0a]), { stream: null, key: null }))).toBe(true);
  expect(writer.isSettled).toBe(false);
  expect(await writer.settle()).toBe(true);
  expect(writer.isSettled).toBe(true);
  const head = {
    ...{ reason: "bad row", run_id: "../run/1", check: "c", line: 7, at: "2023-11-14T22:13:20.000Z" },
    tap: "tap-x",
  };
  const sha256 = schemaHash(Buffer.from(schema));
  expect(rowsIn(folder)).toEqual([
    { ...head, stream: "a", key: { id: 1 }, schema_sha256: sha256, original: '{"a":1.10}\n' },
    { ...head, stream: null, key: null, schema_sha256: null, original_base64: "/wo=" },
  ]);
  expect(readFileSync(join(folder, "schemas", `${sha256}.json`), "utf8")).toBe(schema);
  const modes = [folder, join(folder, ".._run_1.jsonl"), join(folder, "schemas", `${sha256}.json`)].map(
    (path) => statSync(path).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
});

it("gives every process files of its own", async () => {
  const { folder, writer } = open();
  const other = open({ folder });
  writer.keep(bad("1\n"));
  await writer.settle();
  other.writer.keep(bad("2\n"));
  await other.writer.settle();
  expect(readdirSync(folder).sort()).toEqual(["run-1-2.jsonl", "run-1.jsonl"]);
});

it("keeps only the values of keys, or nothing but counts, where that is asked for", async () => {
  const keys = open({ keep: "keys" });
  keys.writer.keep(bad('{"secret":1}\n'));
  await keys.writer.settle();
  expect(rowsIn(keys.folder)).toEqual([expect.not.objectContaining({ original: expect.anything() })]);
  expect(JSON.stringify(rowsIn(keys.folder))).not.toContain("secret");
  const none = open({ keep: "none" });
  expect([none.writer.keep(bad("x\n")), await none.writer.settle()]).toEqual([true, true]);
  expect(existsSync(none.folder)).toBe(false);
});

it("takes no row beyond max_size, what other runs left included, and says so once", async () => {
  const { folder, writer, said } = open({ maxSize: 1000 });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "old.jsonl"), "x".repeat(500));
  expect(writer.keep(bad("1\n"))).toBe(true);
  expect(writer.keep(bad("y".repeat(400)))).toBe(false);
  expect(writer.keep(bad("2\n"))).toBe(false);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/quarantine\.max_size \(1\.0 kB\)/);
  expect(await writer.settle()).toBe(true);
  expect(readFileSync(join(folder, "run-1.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(1);
});

it("never calls rows settled that it could not write, and never says what was in them", async () => {
  const blocked = join(root, "file");
  writeFileSync(blocked, "");
  const { writer, said } = open({ folder: join(blocked, "quarantine") });
  expect(writer.keep(bad("s3cret"))).toBe(true);
  expect(await writer.settle()).toBe(false);
  expect(writer.unsettled().size).toBeGreaterThan(0);
  expect(writer.isSettled).toBe(false);
  expect(writer.keep(bad("more"))).toBe(false);
  expect(said).toHaveLength(1);
  expect(said[0]).not.toContain("s3cret");
});

it("has nothing unsettled of a row that it refused", () => {
  const blocked = join(root, "blocked");
  writeFileSync(blocked, "");
  const { writer } = open({ folder: join(blocked, "quarantine") });
  expect(writer.keep(bad("x".repeat(300_000)))).toBe(false);
  expect([...writer.unsettled()]).toEqual([]);
});

it("writes what was taken away under it again", async () => {
  const { folder, writer } = open();
  writer.keep(bad("1\n"));
  await writer.settle();
  unlinkSync(join(folder, "run-1.jsonl"));
  writer.keep(bad("2\n"));
  expect(await writer.settle()).toBe(true);
  expect(rowsIn(folder)).toMatchObject([{ original: "2\n" }]);
});

it("keeps thousands of rows with one wait for the disk", async () => {
  const { folder, writer } = open();
  for (let row = 0; row < 5000; row++) writer.keep(bad(`${"z".repeat(300)}${row}\n`));
  const [first, second] = await Promise.all([writer.settle(), writer.settle()]);
  expect([first, second, rowsIn(folder).length]).toEqual([true, true, 5000]);
});

it("reads its own lines back, and nothing else", () => {
  expect(parseEntry('{"purged":"2026-01-01"}')).toBeNull();
  expect(parseEntry('{"reason":"torn')).toBeNull();
  expect(parseEntry("[1]")).toBeNull();
  expect(parseEntry('{"reason":"x","original_base64":"/wo="}')?.original).toEqual(Buffer.from([0xff, 0x0a]));
});

it("says where a folder can't be made", async () => {
  const locked = join(root, "locked");
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  const { writer } = open({ folder: join(locked, "q") });
  writer.keep(bad("1\n"));
  // Root may write anywhere; then the row is simply kept.
  expect(await writer.settle()).toBe(process.getuid?.() === 0);
});

it("tells how many lines of each stream are not on the disk yet", async () => {
  const { writer } = open();
  writer.keep(bad("x\n"));
  writer.keep(bad("y\n", { stream: "b" }));
  writer.keep(bad("z\n"));
  expect([...writer.unsettled()]).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  const settling = writer.settle();
  // It begins on its own; what comes behind it waits for the next.
  await Promise.resolve();
  writer.keep(bad("late\n"));
  await settling;
  expect([...writer.unsettled()]).toEqual([["a", 1]]);
});
