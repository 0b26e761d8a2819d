import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { ErrorCode } from "../../lib/error-codes.ts";
import { messageOf, UsageError } from "../../lib/errors.ts";

/** What is kept outside the store: a checkpoint, a proof. */
export interface KeptThing {
  readonly noun: string;
  /** Whether a text is one, sound or not. */
  readonly isOne: (text: string) => boolean;
}

/** Raises `USAGE` where a file is there that is none of these: it is not ours to write over. */
export function refuseOther(path: string, { noun, isOne }: KeptThing): void {
  const text = readText(path, `Name another file for the ${noun}.`);
  if (text === null || isOne(text)) return;
  throw new UsageError({
    code: "USAGE",
    what: `${path} is there already and is no ${noun}.`,
    why: "It would be lost.",
    whatToDo: "Name another file.",
  });
}

/** Writes a file in place of the one that is there, whole or not at all, for this user alone. Raises the code given. */
export function writeWhole(
  path: string,
  text: string,
  {
    id,
    noun,
    code,
    why,
  }: { readonly id: string; readonly noun: string; readonly code: ErrorCode; readonly why?: string },
): void {
  const beside = `${path}.${id}.tmp`;
  try {
    writeFileSync(beside, text, { flag: "wx", mode: 0o600, flush: true });
    renameSync(beside, path);
  } catch (thrown) {
    throw new UsageError({
      code,
      what: `The ${noun} could not be written to ${path}: ${whyUnwritten(thrown)}.`,
      ...(why === undefined ? {} : { why }),
      whatToDo: "Name a file in a folder that this user may write to.",
    });
  } finally {
    rmSync(beside, { force: true });
  }
}

/** Without the call and the name that the file had for a moment, which nobody asked for. */
function whyUnwritten(thrown: unknown): string {
  if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT")
    return "its folder is not there";
  return messageOf(thrown).replace(/, \w+ '.*$/s, "");
}

/** `null` where nothing is there. Raises `FILE_UNREADABLE`. */
export function readText(path: string, whatToDo: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw unreadable(path, messageOf(thrown), whatToDo);
  }
}

/** The text of a file that must be there. Raises `FILE_UNREADABLE`. */
export function existingText(path: string, whatToDo: string): string {
  const text = readText(path, whatToDo);
  if (text === null) throw unreadable(path, "it is not there", whatToDo);
  return text;
}

/** A `FILE_UNREADABLE` error. */
function unreadable(path: string, why: string, whatToDo: string): UsageError {
  return new UsageError({ code: "FILE_UNREADABLE", what: `${path} can't be read: ${why}.`, whatToDo });
}
