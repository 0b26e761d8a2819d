import { readFileSync } from "node:fs";
import { ConfigError, messageOf } from "../lib/errors.ts";
import { replaceFile } from "./replace-file.ts";

/** The text of a `meltano.yml`. Raises `MELTANO_YML_INVALID` where it is no text we could give back byte for byte. */
export function readMeltanoFile(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (cause) {
    throw new ConfigError({
      code: "MELTANO_YML_INVALID",
      what: "meltano.yml could not be read, so nothing was changed.",
      why: cause instanceof TypeError ? "It is not UTF-8." : messageOf(cause),
      whatToDo: "Save it as UTF-8, readable for this user.",
      cause,
    });
  }
}

/** Writes what `edit` makes of the file's text; makes it again where somebody else wrote the file meanwhile. */
export function editMeltanoFile(file: string, edit: (text: string) => string): void {
  // Who writes faster than we read, five times, is a loop and no person.
  for (let left = 5; left > 0; left--) {
    const text = readMeltanoFile(file);
    const after = edit(text);
    if (after === text || replaceFile(file, text, after)) return;
  }
  throw new ConfigError({
    code: "MELTANO_YML_UNEDITABLE",
    what: "meltano.yml was not changed.",
    why: "Another program kept writing it.",
    whatToDo: "Try again when it has ended.",
  });
}
