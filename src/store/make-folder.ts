import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./store-error.ts";

/**
 * Makes a folder for this user alone, and the folders above it as usual; an existing one stays as it is. Node's own
 * recursive way never returns where a file system answers "no such folder" for a folder that can't be made (`/proc`).
 */
export function makeFolder(path: string, mode = 0o700): void {
  try {
    mkdirSync(path, { mode });
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST" && statSync(path).isDirectory()) return;
    if (codeOf(thrown) !== "ENOENT" || dirname(path) === path) throw thrown;
    makeFolder(dirname(path), 0o777);
    mkdirSync(path, { mode });
  }
}
