import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-folder-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("makes a folder with those above it, its owner's alone, and leaves one that is there", () => {
  const path = join(root, "a", "b");
  makeFolder(path);
  makeFolder(path);
  expect([statSync(path).mode & 0o777, statSync(join(root, "a")).mode & 0o777]).toEqual([0o700, 0o700]);
});

it("gives up where none can be made: below a file, and where the system takes none", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => makeFolder(join(root, "file"))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(root, "file", "a"))).toThrow(/ENOTDIR/);
  expect(() => makeFolder("/proc/pitchpipe/a")).toThrow();
});
