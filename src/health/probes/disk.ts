import { statfs } from "node:fs/promises";
import { formatByteSize } from "../../lib/byte-size.ts";
import { degraded, healthy, type Outcome, unhealthy } from "../contract.ts";
import type { SettingsOf } from "../settings.ts";
import { fileFault } from "./path.ts";

type Settings = SettingsOf<"disk">;

/** Room and files left on the file system of a path. */
export async function probeDisk(settings: Settings): Promise<Outcome> {
  try {
    const { bsize, blocks, bavail, files, ffree } = await statfs(settings.path);
    return judgeDisk({ free: bavail * bsize, total: blocks * bsize, files, freeFiles: ffree }, settings);
  } catch (thrown) {
    return fileFault(settings.path, thrown);
  }
}

interface Room {
  readonly free: number;
  readonly total: number;
  /** 0 where the file system does not count them. */
  readonly files: number;
  readonly freeFiles: number;
}

/** What that much room means. */
export function judgeDisk(
  { free, total, files, freeFiles }: Room,
  { path, min_free, min_free_percent, degraded_free_percent }: Omit<Settings, "type">,
): Outcome {
  const freePercent = total === 0 ? 0 : (free / total) * 100;
  const filesPercent = files === 0 ? 100 : (freeFiles / files) * 100;
  const details = {
    free_bytes: free,
    total_bytes: total,
    free_percent: round(freePercent),
    free_files_percent: files === 0 ? null : round(filesPercent),
  };
  const text = `${formatByteSize(free)} free (${round(freePercent)} %) at ${path}`;
  if (filesPercent < min_free_percent)
    return unhealthy(`${text}, and files for ${round(filesPercent)} %`, details);
  if (freePercent < min_free_percent || (min_free !== undefined && free < min_free))
    return unhealthy(text, details);
  return freePercent < degraded_free_percent ? degraded(text, details) : healthy(text, details);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
