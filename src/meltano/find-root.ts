import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Variables } from "./variables.ts";

/**
 * The root of the Meltano project around `cwd`, as Meltano finds it: `MELTANO_PROJECT_ROOT` where it is set, else the
 * nearest folder upwards with a `meltano.yml`. `null` where there is none.
 */
export function findProjectRoot(cwd: string, env: Variables): string | null {
  const told = env["MELTANO_PROJECT_ROOT"];
  if (told) return isRoot(resolve(cwd, told)) ? resolve(cwd, told) : null;
  let folder = resolve(cwd);
  while (!isRoot(folder)) {
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  return folder;
}

function isRoot(folder: string): boolean {
  return existsSync(join(folder, "meltano.yml"));
}
