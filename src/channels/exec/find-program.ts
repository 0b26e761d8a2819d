import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** Where a program is, or why it must not or can't be run. */
export type Found = { readonly path: string } | { readonly refused: string };

/**
 * The file of a program: with a slash it is a path from the project's root, without one it is looked for on PATH. What
 * everybody may write is never run.
 */
export async function findProgram(
  program: string,
  { root, path }: { readonly root: string; readonly path: string },
): Promise<Found> {
  const candidates = program.includes("/")
    ? [isAbsolute(program) ? program : resolve(root, program)]
    : path
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, program));
  for (const candidate of candidates) if (await isExecutable(candidate)) return judged(candidate);
  return { refused: `${program} is not there, or can't be executed` };
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // Not there, or not for us: the next folder may have it.
    return false;
  }
}

async function judged(file: string): Promise<Found> {
  return (await isWritableByAll(file))
    ? { refused: `${file} can be written by everybody, so it is not run` }
    : { path: file };
}

/** Whether anybody on this host could put other code into a file. */
export async function isWritableByAll(file: string): Promise<boolean> {
  return ((await stat(file)).mode & 0o002) !== 0;
}
