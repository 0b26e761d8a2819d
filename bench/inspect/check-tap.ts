import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../test/setup/cache-folder.ts";
import { withLock } from "../../test/setup/lock.ts";
import { findPython } from "../../test/setup/python.ts";

const run = promisify(execFile);
const requirement = "singer-tools==0.4.1";

/** The real singer-check-tap, installed once into an environment of its own; what it answers is its Python. */
export async function installCheckTap(say: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder, "venvs", "singer-tools-0.4.1");
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    say(`installing ${requirement} (once)`);
    const own = `${folder}.making`;
    rmSync(own, { recursive: true, force: true });
    await run(findPython().command, ["-m", "venv", own]);
    // Its own requirements are of 2017; the newer jsonschema that this brings is the quicker one.
    await run(join(own, "bin", "python"), [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      requirement,
    ]);
    renameSync(own, folder);
  });
  return join(folder, "bin", "python");
}
