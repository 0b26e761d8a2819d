import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { standInSource } from "./stand-in-source.ts";

/** How the stand-in for Meltano behaves. */
export interface Part {
  /** What its tap gives to the mapper at once: Singer lines. */
  readonly lines: readonly string[];
  /** The rest of them, given once it may go on; without it nothing is waited for. */
  readonly afterwards?: readonly string[];
  /** Whether its tap ends badly. */
  readonly fails: boolean;
}

export interface Cast {
  readonly tap: string;
  /** The types of the run's blocks as Meltano's log names them, and the place of the one that is played. */
  readonly blocks: readonly string[];
  readonly place: number;
  readonly root: string;
  readonly environment: string;
  /** The program of the mapper, and the file of its mapping's config. */
  readonly mapper: string;
  readonly mapping: string;
}

/** A program that plays `meltano run`: it logs as Meltano does, and has the real mapper between its tap and target. */
export interface StandIn {
  /** The program to start. */
  readonly path: string;
  /** Says what the next start does. */
  readonly play: (part: Part) => void;
  /** Lets one that hangs go on. */
  readonly goOn: () => void;
  /** When the trouble of the last start began, milliseconds since the epoch; `null` where there was none. */
  readonly troubleAt: () => number | null;
}

/** Writes the stand-in into a folder of the drill's own. */
export function makeStandIn(folder: string, cast: Cast): StandIn {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, name);
  writeFileSync(file("stand-in.mjs"), standInSource, { mode: 0o600 });
  // A shebang takes no path with a space in it, a shell does.
  const quoted = [process.execPath, file("stand-in.mjs")].map((text) => `'${text.replaceAll("'", `'\\''`)}'`);
  writeFileSync(file("meltano"), `#!/bin/sh\nexec ${quoted.join(" ")} "$@"\n`, { mode: 0o700 });
  let starts = 0;
  const own = (name: string): string => file(`${name}-${starts}`);
  return {
    path: file("meltano"),
    play(part) {
      starts += 1;
      const files = { goOnFile: own("go-on"), troubleFile: own("trouble") };
      writeFileSync(file("part.json"), JSON.stringify({ ...cast, ...part, ...files }), { mode: 0o600 });
    },
    goOn: () => writeFileSync(own("go-on"), ""),
    troubleAt: () => (existsSync(own("trouble")) ? Number(readFileSync(own("trouble"), "utf8")) : null),
  };
}
