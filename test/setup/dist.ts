import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, repository } from "./cache-folder.ts";
import { withLock } from "./lock.ts";
import type { Say } from "./venvs.ts";

/** Our two programs as users get them. */
export const pitchpipeBin = join(repository, "dist", "pitchpipe.js");
export const mapperBin = join(repository, "dist", "pitchpipe-mapper.js");

/** Builds `dist/` where it is older than what it is made of. */
export async function ensureDist(say: Say): Promise<void> {
  await withLock(join(cacheFolder, "dist.lock"), async () => {
    if (!isStale()) return;
    say("building dist/");
    const rolldown = join(repository, "node_modules", ".bin", "rolldown");
    await promisify(execFile)(rolldown, ["-c", "rolldown.config.ts"], { cwd: repository });
  });
}

function isStale(): boolean {
  const built = Math.min(...[pitchpipeBin, mapperBin].map(modifiedAt));
  const sources = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => join(repository, "src", file));
  const others = ["rolldown.config.ts", "package-lock.json"].map((file) => join(repository, file));
  return [...sources, ...others].some((file) => modifiedAt(file) > built);
}

/** 0 for a file that is not there. */
function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
