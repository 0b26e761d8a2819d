import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { Variables } from "./variables.ts";

export interface FoundMeltano {
  /** Absolute. */
  readonly path: string;
  readonly foundBy: "--meltano" | "PITCHPIPE_MELTANO" | "PATH" | "parent process" | ".venv";
}

/**
 * The `meltano` executable: what `--meltano` names, `PITCHPIPE_MELTANO`, `PATH`, beside the parent process's Python, in
 * the project's `.venv`. A name that was asked for and can't be run is not replaced by another: `null`, as when there is
 * none.
 */
export function findMeltano(where: {
  readonly projectRoot: string;
  readonly env: Variables;
  readonly flag: string | null;
  readonly parentExecutable: string | null;
}): FoundMeltano | null {
  const { projectRoot, env, flag, parentExecutable } = where;
  const asked = (name: string, foundBy: FoundMeltano["foundBy"]): FoundMeltano | null =>
    firstRunnable(/[/\\]/.test(name) ? [resolve(projectRoot, name)] : onPath(env, name), foundBy);
  if (flag) return asked(flag, "--meltano");
  if (env["PITCHPIPE_MELTANO"]) return asked(env["PITCHPIPE_MELTANO"], "PITCHPIPE_MELTANO");
  const besideParent = parentExecutable === null ? [] : [join(dirname(parentExecutable), "meltano")];
  return (
    firstRunnable(onPath(env, "meltano"), "PATH") ??
    firstRunnable(besideParent, "parent process") ??
    firstRunnable([join(projectRoot, ".venv", "bin", "meltano")], ".venv")
  );
}

function onPath(env: Variables, name: string): string[] {
  return (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => resolve(folder, name));
}

function firstRunnable(paths: readonly string[], foundBy: FoundMeltano["foundBy"]): FoundMeltano | null {
  const path = paths.find(isRunnable);
  return path === undefined ? null : { path, foundBy };
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not for us: both mean "not this one".
    return false;
  }
}
