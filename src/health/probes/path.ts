import { constants, type Stats } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { formatByteSize } from "../../lib/byte-size.ts";
import { formatDuration } from "../../lib/duration.ts";
import { messageOf } from "../../lib/errors.ts";
import { healthy, type Outcome, unhealthy, unknown } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import type { SettingsOf } from "../settings.ts";

type Settings = SettingsOf<"path">;

/** Whether a file or folder is there, as wished. */
export async function probePath(
  settings: Settings,
  { clock }: Pick<HealthEffects, "clock">,
): Promise<Outcome> {
  const { path, readable, writable } = settings;
  try {
    const wrong = wrongKind(await stat(path), settings, clock.now());
    if (wrong !== null) return unhealthy(`${path} ${wrong}`);
    if (!(await allows(path, readable ? constants.R_OK : 0))) return unhealthy(`${path} can't be read by us`);
    if (!(await allows(path, writable ? constants.W_OK : 0)))
      return unhealthy(`${path} can't be written by us`);
    return healthy(`${path} is there`);
  } catch (thrown) {
    return settings.may_be_missing && isMissing(thrown) ? canBeMade(path) : fileFault(path, thrown);
  }
}

/** Whether a file or folder that is not there can be made: the nearest folder above it lets us write. */
export async function canBeMade(path: string): Promise<Outcome> {
  let folder = dirname(path);
  while (!(await allows(folder, 0)) && dirname(folder) !== folder) folder = dirname(folder);
  if (await allows(`${folder}/.`, constants.W_OK))
    return healthy(`${path} is not there yet, and can be made`);
  return unhealthy(`${path} is not there, and can't be made: ${folder} can't be written by us`);
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
}

/** Where something isn't there that is bad; where we may not look, nothing is known. */
export function fileFault(path: string, thrown: unknown): Outcome {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  if (code === "ENOENT" || code === "ENOTDIR") return unhealthy(`${path} is not there`);
  return unknown(`${path} can't be looked at: ${messageOf(thrown)}`);
}

async function allows(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    // Refused: that is the answer.
    return false;
  }
}

function wrongKind(found: Stats, { kind, max_age, min_size }: Settings, now: number): string | null {
  if (kind === "file" && !found.isFile()) return "is no file";
  if (kind === "folder" && !found.isDirectory()) return "is no folder";
  const age = now - found.mtimeMs;
  if (max_age !== undefined && age > max_age)
    return `was last changed ${formatDuration(Math.floor(age / 1000) * 1000)} ago; the limit is ${formatDuration(max_age)}`;
  if (min_size !== undefined && found.isFile() && found.size < min_size)
    return `has ${formatByteSize(found.size)}; it should have ${formatByteSize(min_size)}`;
  return null;
}
