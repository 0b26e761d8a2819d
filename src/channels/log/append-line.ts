import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Appends one line to a file, making the file (0600) and its folder (0700) where they are missing. A line that an
 * earlier process left torn (killed, full disk) is ended first, so that ours stays whole. Raises what the system
 * said.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Without O_NONBLOCK, opening a FIFO that nobody reads would wait for ever; regular files don't mind it.
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
  await using file = await open(path, flags, 0o600);
  const torn = await endsTorn(path, file);
  await file.appendFile(`${torn ? "\n" : ""}${line}\n`, "utf8");
}

async function endsTorn(path: string, file: FileHandle): Promise<boolean> {
  const { size, isFile } = await statOf(file);
  if (!isFile || size === 0) return false;
  await using reader = await open(path, constants.O_RDONLY);
  const { buffer, bytesRead } = await reader.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

async function statOf(file: FileHandle): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const stat = await file.stat();
  return { size: stat.size, isFile: stat.isFile() };
}
