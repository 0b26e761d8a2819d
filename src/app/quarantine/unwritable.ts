import { accessSync, constants } from "node:fs";
import { messageOf, PitchpipeError } from "../../lib/errors.ts";

/**
 * Raises `QUARANTINE_UNWRITABLE` where the folder can't be written (no right to it, mounted read-only): what is done to its rows
 * could not be kept there, so it is not begun. No folder at all is as good as an empty one.
 */
export function needWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return;
    throw unwritable(folder, "What becomes of its rows is kept beside them: nothing was done.", thrown);
  }
}

/** Writes into the quarantine; raises `QUARANTINE_UNWRITABLE` with `why` where that fails, as on a full disk. */
export function writingTo(folder: string, why: string, write: () => void): void {
  try {
    write();
  } catch (thrown) {
    throw unwritable(folder, why, thrown);
  }
}

function unwritable(folder: string, why: string, cause: unknown): PitchpipeError {
  return new PitchpipeError({
    code: "QUARANTINE_UNWRITABLE",
    what: `The quarantine can't be written: ${messageOf(cause)}.`,
    why,
    whatToDo: `Make ${folder} writable for this user, with room on its disk, then try again.`,
    cause,
  });
}
