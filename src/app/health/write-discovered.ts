import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { insertEntries } from "../../config/insert-entries.ts";
import { ConfigError } from "../../lib/errors.ts";
import { unifiedDiff } from "../../setup/unified-diff.ts";
import type { OpenedProject } from "../open-project.ts";
import { replaceFile } from "../replace-file.ts";
import { discoveredEntries, type Found } from "./discover.ts";

const name = "pitchpipe.yml";

/** A change of `pitchpipe.yml` that is not made yet. */
export interface Writing {
  /** A unified diff; empty where there is nothing to change. */
  readonly diff: string;
  /** Makes it. Raises `CONFIG_UNEDITABLE` where somebody else wrote the file meanwhile. */
  readonly write: () => void;
}

/** Puts what was found into `pitchpipe.yml`, and changes nothing else there. Raises `CONFIG_UNEDITABLE` where that can't be done. */
export function planDiscovered({ project }: Pick<OpenedProject, "project">, all: readonly Found[]): Writing {
  const file = join(project.root, name);
  const before = existsSync(file) ? readFileSync(file, "utf8") : null;
  const entries = discoveredEntries(all);
  if (entries.size === 0) return { diff: "", write: () => undefined };
  const after = insertEntries(before, "health", entries);
  if (after === null) throw uneditable("Its `health` is no plain map, or it can't be read.");
  return {
    diff: unifiedDiff(name, before, after),
    write: () => {
      if (before === null) writeFileSync(file, after, { flag: "wx", mode: 0o600 });
      else if (!replaceFile(file, before, after)) throw uneditable("Somebody else wrote it meanwhile.");
    },
  };
}

function uneditable(why: string): ConfigError {
  return new ConfigError({
    code: "CONFIG_UNEDITABLE",
    what: "pitchpipe.yml could not be edited safely, so nothing was changed.",
    why,
    whatToDo: "Put the lines of `pitchpipe health discover` into it yourself.",
  });
}
