import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { main } from "../../src/cli/main.ts";

/** What a command printed and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface ScratchProject {
  readonly root: string;
  /** Writes `pitchpipe.yml`. */
  configure(yaml: string): void;
  /** Runs a command in this process as if typed in the project's folder. */
  pitchpipe(args: readonly string[], env?: Record<string, string>): Promise<Said>;
  /** The same, its stdout read as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of many shapes
  json(args: readonly string[]): Promise<any>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A Meltano project in a scratch folder, with nothing in it. */
export function makeScratchProject(): ScratchProject {
  const root = mkdtempSync(join(tmpdir(), "pitchpipe-alerts-"));
  writeFileSync(
    join(root, "meltano.yml"),
    "version: 1\ndefault_environment: dev\nenvironments: [{name: dev}]\n",
  );
  const pitchpipe = pitchpipeIn(root);
  return {
    root,
    configure: (yaml) => writeFileSync(join(root, "pitchpipe.yml"), yaml),
    pitchpipe,
    json: async (args) => {
      const { out, err } = await pitchpipe([...args, "--json"]);
      if (out === "") throw new Error(err);
      return JSON.parse(out);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** Runs commands in this process as if typed in a folder, which need not be a project. */
export function pitchpipeIn(cwd: string): ScratchProject["pitchpipe"] {
  return async (args, env = {}) => {
    const said = { out: "", err: "" };
    const screen = (to: "out" | "err") => ({
      write: (text: string) => {
        said[to] += text;
      },
      isTTY: false,
      columns: 80,
    });
    const io = { env, cwd, stdin: Readable.from([]), stdout: screen("out"), stderr: screen("err") };
    const code = await main(args, io);
    return { code, ...said };
  };
}
