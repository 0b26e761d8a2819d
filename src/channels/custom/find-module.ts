import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { isWritableByAll } from "../exec/find-program.ts";

/** The module's file, or why it is not loaded. */
export type FoundModule = { readonly path: string } | { readonly refused: string };

/** The file of a module: inside the project's folder, also once links are followed, and not writable by everybody. */
export async function findModule(module: string, root: string): Promise<FoundModule> {
  const wanted = resolve(root, module);
  try {
    const [path, home] = [await realpath(wanted), await realpath(root)];
    const inside = relative(home, path);
    if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside))
      return { refused: `${module} lies outside the project's folder, so it is not loaded` };
    if (await isWritableByAll(path))
      return { refused: `${module} can be written by everybody, so it is not loaded` };
    return { path };
  } catch {
    // Whatever the system said about it, the module can't be read.
    return { refused: `${module} is not there, or can't be read` };
  }
}
