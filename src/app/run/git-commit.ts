import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The commit that is checked out around a folder; `null` where there is none. Git itself is not called. */
export function gitCommit(folder: string): string | null {
  const repository = gitRepository(folder);
  if (repository === null) return null;
  const { git, common } = repository;
  const head = textOf(join(git, "HEAD"));
  const ref = /^ref: (.+)$/.exec(head ?? "")?.[1];
  if (ref === undefined) return commitIn(head);
  return commitIn(textOf(join(git, ref)) ?? textOf(join(common, ref))) ?? packed(common, ref);
}

/** Where git keeps what is checked out around a folder. */
export interface GitRepository {
  /** The folder that is checked out into. */
  readonly workTree: string;
  readonly git: string;
  /** What all work trees of a repository share. */
  readonly common: string;
}

/** `.git` is a folder, or in a worktree a file that names it. `null` where there is none. */
export function gitRepository(folder: string): GitRepository | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = join(at, ".git");
    const named = /^gitdir: (.+)$/.exec(textOf(found) ?? "")?.[1];
    const isFolder = statSync(found, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder || named !== undefined) {
      const git = named === undefined ? found : resolve(at, named);
      return { workTree: at, git, common: resolve(git, textOf(join(git, "commondir")) ?? ".") };
    }
    if (at === dirname(at)) return null;
  }
}

function packed(git: string, ref: string): string | null {
  const line = textOf(join(git, "packed-refs"))
    ?.split("\n")
    .find((entry) => entry.endsWith(` ${ref}`));
  return commitIn(line?.split(" ")[0] ?? null);
}

function commitIn(text: string | null): string | null {
  return text !== null && /^[0-9a-f]{40,64}$/.test(text) ? text : null;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    // No repository, or not for us: then there is no commit to tell.
    return null;
  }
}
