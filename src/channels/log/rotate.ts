import { open, rename, rm, stat } from "node:fs/promises";

export interface Rotation {
  /** In bytes; `null` for a file that only grows. */
  readonly maxSize: number | null;
  readonly keep: number;
  readonly now: number;
}

/** A lock that is older was left by a process that died. */
const staleLockMs = 60_000;

/**
 * Sets the file aside as `<path>.1` where a line of `length` bytes would make it larger than it may be; older ones move up,
 * the oldest goes. Of several processes one does it, under a lock; the others go on with the file as it is.
 */
export async function rotate(path: string, length: number, { maxSize, keep, now }: Rotation): Promise<void> {
  if (maxSize === null || !(await isFull(path, length, maxSize))) return;
  const lock = `${path}.lock`;
  if (!(await takeLock(lock, now))) return;
  try {
    // Another process may have done it between our look and our lock.
    if (await isFull(path, length, maxSize)) await moveUp(path, keep);
  } finally {
    await rm(lock, { force: true });
  }
}

async function isFull(path: string, length: number, maxSize: number): Promise<boolean> {
  const found = await statOrNull(path);
  return found?.isFile() === true && found.size > 0 && found.size + length > maxSize;
}

async function takeLock(lock: string, now: number): Promise<boolean> {
  const held = await statOrNull(lock);
  if (held !== null && now - held.mtimeMs > staleLockMs) await rm(lock, { force: true });
  try {
    await (await open(lock, "wx", 0o600)).close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST") return false;
    throw thrown;
  }
}

async function moveUp(path: string, keep: number): Promise<void> {
  await rm(`${path}.${keep}`, { force: true });
  for (let number = keep - 1; number >= 1; number -= 1)
    if ((await statOrNull(`${path}.${number}`)) !== null)
      await rename(`${path}.${number}`, `${path}.${number + 1}`);
  await rename(path, `${path}.1`);
}

async function statOrNull(path: string) {
  try {
    return await stat(path);
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw thrown;
  }
}
