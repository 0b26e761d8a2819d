import { accessSync, constants, existsSync, statSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { execa } from "execa";
import { messageOf } from "../lib/errors.ts";
import { besides, type Installations } from "../setup/choose-executables.ts";
import type { ExecutableFact } from "../setup/doctor/facts.ts";
import type { Environment } from "./open-project.ts";

/** Longer than any `--version` takes on a slow, cold disk. */
const versionLimitMs = 20_000;

/** The installations of pitchpipe a project could call; `self` is the program that runs now (`process.argv[1]`). */
export function findInstallations(root: string, env: Environment, self: string | undefined): Installations {
  const lasting = self !== undefined && isLasting(self);
  return {
    local: nearestBin(root),
    onPath: pathFolders(env).some((folder) => isRunnable(join(folder, "pitchpipe-mapper"))),
    self: self === undefined ? null : { path: self, lasting },
  };
}

/** Whether a program is ours, and neither in npx's cache nor without its mapper: then Meltano can be told to call it. */
function isLasting(self: string): boolean {
  return (
    basename(self).startsWith("pitchpipe") && !self.includes(`${sep}_npx${sep}`) && isRunnable(besides(self))
  );
}

/** A plugin's `executable`, looked for as Meltano does: from the project's root where it has a `/`, else on `PATH`. */
export async function lookAtExecutable(
  written: string,
  root: string,
  env: Environment,
): Promise<ExecutableFact> {
  const candidates = /[/\\]/.test(written)
    ? [resolve(root, written)]
    : pathFolders(env).map((folder) => join(folder, written));
  const path = candidates.find(isRunnable) ?? candidates.find((candidate) => existsSync(candidate)) ?? null;
  if (path === null)
    return {
      written,
      path: candidates.length === 1 ? (candidates[0] ?? null) : null,
      state: "missing",
      version: null,
    };
  if (!isRunnable(path)) return { written, path, state: "not executable", version: null };
  if ((statSync(path).mode & 0o002) !== 0) return { written, path, state: "writable by all", version: null };
  return { written, path, state: "runnable", version: (await askVersion(path, env)).version };
}

/** What a program answers to `--version`: the number in it, or why there is none. */
export async function askVersion(
  path: string,
  env: Environment,
): Promise<{ readonly version: string | null; readonly why: string | null }> {
  try {
    const { stdout } = await execa(path, ["--version"], {
      env,
      extendEnv: false,
      stdin: "ignore",
      timeout: versionLimitMs,
      forceKillAfterDelay: 1000,
    });
    const version = /\d+\.\d+\.\d+[\w.+-]*/.exec(stdout)?.[0] ?? null;
    return { version, why: version === null ? "its answer has no version number" : null };
  } catch (thrown) {
    return { version: null, why: messageOf(thrown).split("\n")[0] ?? "" };
  }
}

function nearestBin(root: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    const bin = join(folder, "node_modules", ".bin");
    if (isRunnable(join(bin, "pitchpipe-mapper"))) {
      const path = relative(root, bin).split(sep).join("/");
      return path.startsWith(".") ? path : `./${path}`;
    }
    if (dirname(folder) === folder) return null;
  }
}

/** The folders of the `PATH` that Meltano will have: what npm puts before it for `npx` and scripts is gone by then. */
function pathFolders(env: Environment): string[] {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  return env["npm_command"]
    ? folders.filter((folder) => !folder.endsWith(join("node_modules", ".bin")))
    : folders;
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there or not for us: not one to call.
    return false;
  }
}
