import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { gitCommit } from "./git-commit.ts";

const commit = "4f1c0de4f1c0de4f1c0de4f1c0de4f1c0de4f1c0";
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-git-"));
  mkdirSync(join(root, ".git", "refs", "heads"), { recursive: true });
  mkdirSync(join(root, "elt"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  writeFileSync(join(root, ".git", file), text);
}

it("is the branch's, from a folder below", () => {
  write("HEAD", "ref: refs/heads/main\n");
  write("refs/heads/main", `${commit}\n`);
  expect(gitCommit(join(root, "elt"))).toBe(commit);
});

it("is found among packed refs, and where no branch is checked out", () => {
  write("HEAD", "ref: refs/heads/main\n");
  write("packed-refs", `# pack-refs\n${commit} refs/heads/main\n`);
  expect(gitCommit(root)).toBe(commit);
  write("HEAD", `${commit}\n`);
  expect(gitCommit(root)).toBe(commit);
});

it("is not known before the first commit, nor from what is no repository", () => {
  write("HEAD", "ref: refs/heads/main\n");
  expect(gitCommit(root)).toBeNull();
  write("HEAD", "nonsense");
  expect(gitCommit(root)).toBeNull();
});
