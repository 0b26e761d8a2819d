import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder of its owner's alone, with those above it. Throws where that is impossible. Node's own `recursive` tries
 * for ever below a folder that exists and takes none, such as /proc.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return;
    const above = dirname(path);
    const isBelowNothing = code === "ENOENT" && statSync(above, { throwIfNoEntry: false }) === undefined;
    if (!isBelowNothing || above === path) throw thrown;
    makeFolder(above);
    mkdirSync(path, { mode: 0o700 });
  }
}
