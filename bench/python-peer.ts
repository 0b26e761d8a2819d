import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../test/setup/cache-folder.ts";
import { withLock } from "../test/setup/lock.ts";
import { findPython } from "../test/setup/python.ts";

const run = promisify(execFile);

/** A Python program to compare with, installed once into an environment of its own. Answers the environment's `bin`. */
export async function installPeer(requirement: string, say: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder, "venvs", requirement.replace("==", "-"));
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    say(`installing ${requirement} (once)`);
    const own = `${folder}.making`;
    rmSync(own, { recursive: true, force: true });
    await run(findPython().command, ["-m", "venv", own]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement];
    await run(join(own, "bin", "python"), pip);
    renameSync(own, folder);
  });
  return join(folder, "bin");
}
