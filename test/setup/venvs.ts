import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "./cache-folder.ts";
import { environments, type Program, programs } from "./environments.ts";
import { withLock } from "./lock.ts";
import { findPython, type Python } from "./python.ts";

const run = promisify(execFile);

/** Tells somebody who waits what is going on, a line at a time. */
export type Say = (line: string) => void;

/**
 * The absolute path of a program in its cached environment, e.g. `venvBin("tap-postgres")`. The test setup makes the
 * environments before any test runs; elsewhere call `makeEnvironments` first.
 */
export function venvBin(program: Program): string {
  const folder = folderOf(program);
  if (!existsSync(folder)) throw new Error(`${program} is not installed yet; do: node test/setup/make.ts`);
  return join(folder, "bin", environments[program].executable);
}

/** Makes the environments of these programs where they are missing, two at a time; does nothing where they are there. */
export async function makeEnvironments(say: Say, wanted: readonly Program[] = programs): Promise<void> {
  const missing = wanted.filter((program) => !existsSync(folderOf(program)));
  if (missing.length === 0) return;
  const python = findPython();
  const work = async (): Promise<void> => {
    for (let program = missing.shift(); program; program = missing.shift()) await make(program, python, say);
  };
  await Promise.all([work(), work()]);
}

/** The link that gives an environment its name is made last: what can be seen is whole. The lock only spares work done twice. */
async function make(program: Program, python: Python, say: Say): Promise<void> {
  const folder = folderOf(program);
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    say(`installing ${environments[program].requirement} (once)`);
    const own = `${folder}.${process.pid}`;
    try {
      await fill(own, environments[program].requirement, python);
      rmSync(folder, { force: true });
      symlinkSync(basename(own), folder);
    } catch (thrown) {
      rmSync(own, { recursive: true, force: true });
      if (!existsSync(folder)) throw thrown;
    }
  });
}

async function fill(folder: string, requirement: string, python: Python): Promise<void> {
  const packages = requirement.split(" ");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
  try {
    await run(python.command, ["-m", "venv", folder]);
    await run(join(folder, "bin", "python"), pip, { maxBuffer: 64 << 20 });
  } catch (thrown) {
    const output = thrown instanceof Error && "stderr" in thrown ? String(thrown.stderr) : String(thrown);
    throw new Error(`Could not install ${requirement} with ${python.command}:\n${output.slice(-2000)}`);
  }
}

/** Another requirement is another folder: an environment is made once and never altered. */
function folderOf(program: Program): string {
  const hash = createHash("sha256").update(environments[program].requirement).digest("hex").slice(0, 12);
  return join(cacheFolder, "venvs", `${program}-${hash}`);
}
