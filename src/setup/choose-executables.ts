import { basename, dirname, join } from "node:path";
import type { Executables } from "./definitions.ts";

/** Which installations of pitchpipe there are, seen from a project's root. */
export interface Installations {
  /** The nearest `node_modules/.bin` with our programs, relative to the root (`./node_modules/.bin`), or `null`. */
  readonly local: string | null;
  /** Whether a bare `pitchpipe-mapper` is on the `PATH` that Meltano will have (npm's own additions apart). */
  readonly onPath: boolean;
  /** The program that runs now, absolute, and whether it will still be there tomorrow (npx's cache won't). */
  readonly self: { readonly path: string; readonly lasting: boolean } | null;
}

/** What Meltano shall call, and which installation that is; `missing` is where one would be after `npm i -D pitchpipe`. */
export interface ExecutableChoice {
  readonly executables: Executables;
  readonly installation: "local" | "path" | "self" | "missing";
}

/** The project's own installation first, then one on `PATH`, then the very program that runs. */
export function chooseExecutables({ local, onPath, self }: Installations): ExecutableChoice {
  if (local !== null) return { executables: inFolder(local), installation: "local" };
  if (onPath)
    return { executables: { pitchpipe: "pitchpipe", mapper: "pitchpipe-mapper" }, installation: "path" };
  if (self?.lasting)
    return { executables: { pitchpipe: self.path, mapper: besides(self.path) }, installation: "self" };
  return { executables: inFolder("./node_modules/.bin"), installation: "missing" };
}

function inFolder(folder: string): Executables {
  return { pitchpipe: `${folder}/pitchpipe`, mapper: `${folder}/pitchpipe-mapper` };
}

/** The mapper's program lies beside ours and has the same ending. */
export function besides(pitchpipe: string): string {
  return join(dirname(pitchpipe), basename(pitchpipe).replace(/^pitchpipe/, "pitchpipe-mapper"));
}
