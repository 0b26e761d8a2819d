import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The commit that is checked out around a folder; `null` where there is none. Git itself is not called. */
export function gitCommit(folder: string): string | null {
  const git = gitFolder(folder);
  if (git === null) return null;
  const head = textOf(join(git, "HEAD"));
  const ref = /^ref: (.+)$/.exec(head ?? "")?.[1];
  if (ref === undefined) return commitIn(head);
  const common = resolve(git, textOf(join(git, "commondir")) ?? ".");
  return commitIn(textOf(join(git, ref)) ?? textOf(join(common, ref))) ?? packed(common, ref);
}

/** `.git` is a folder, or in a worktree a file that names it. */
function gitFolder(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = join(at, ".git");
    if (statSync(found, { throwIfNoEntry: false })?.isDirectory()) return found;
    const named = /^gitdir: (.+)$/.exec(textOf(found) ?? "")?.[1];
    if (named !== undefined) return resolve(at, named);
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
