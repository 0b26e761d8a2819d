import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { quarantineFile } from "./quarantine-file.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-quarantine-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("keeps lines as they were, in a file of the run that only its owner may read", () => {
  const folder = join(root, "deep", "quarantine");
  const quarantine = quarantineFile({ folder, runId: "../run/1", onTrouble: () => undefined });
  const [text, other] = [Buffer.from('{"a":1}\n'), Buffer.from([0xff, 0x0a])];
  expect(quarantine({ reason: "not JSON", check: "garbage", key: null, stream: null, line: text })).toBe(
    true,
  );
  expect(quarantine({ reason: "bad row", check: "rule", key: { id: 1 }, stream: "a", line: other })).toBe(
    true,
  );
  const file = join(folder, ".._run_1.jsonl");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      reason: "not JSON",
      check: "garbage",
      stream: null,
      key: null,
      run_id: "../run/1",
      schema_sha256: null,
      original: '{"a":1}\n',
    },
    {
      reason: "bad row",
      check: "rule",
      stream: "a",
      key: { id: 1 },
      run_id: "../run/1",
      schema_sha256: null,
      original_base64: "/wo=",
    },
  ]);
  expect([statSync(file).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
});

it("says where a line could not be kept", () => {
  writeFileSync(join(root, "file"), "");
  const said: string[] = [];
  const quarantine = quarantineFile({
    folder: join(root, "file"),
    runId: "r",
    onTrouble: (message) => said.push(message),
  });
  expect(
    quarantine({ reason: "x", check: "garbage", key: null, stream: null, line: Buffer.from("s3cret") }),
  ).toBe(false);
  expect(said).toHaveLength(1);
  expect(said[0]).not.toContain("s3cret");
});
