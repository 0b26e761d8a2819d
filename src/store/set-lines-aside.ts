import { open } from "node:fs/promises";

/** Appends lines to a file for this user alone, so that they survive a crash; gives its path. */
export async function setLinesAside(path: string, lines: readonly (string | Buffer)[]): Promise<string> {
  const handle = await open(path, "a", 0o600);
  try {
    for (const line of lines) await handle.appendFile(Buffer.concat([Buffer.from(line), Buffer.from("\n")]));
    await handle.sync();
    return path;
  } finally {
    await handle.close();
  }
}
