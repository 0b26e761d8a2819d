import { PassThrough } from "node:stream";
import { main } from "../../src/cli/main.ts";

/** A program that says its version, and nothing else. */
export const programOfVersion = (version: string): string =>
  `#!/bin/sh\necho "program, version ${version}"\n`;

/** Types a command in a folder and answers what the screen shows; with `answers`, at a terminal. */
export async function type(
  cwd: string,
  argv: readonly string[],
  { answers, env = {} }: { readonly answers?: readonly string[]; readonly env?: Record<string, string> } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const printed = { stdout: "", stderr: "" };
  const screen = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      printed[name] += text;
    },
    isTTY: answers !== undefined,
    columns: 80,
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: answers !== undefined });
  stdin.end((answers ?? []).map((answer) => `${answer}\n`).join(""));
  const io = {
    env: { NO_COLOR: "1", ...env },
    cwd,
    stdin,
    stdout: screen("stdout"),
    stderr: screen("stderr"),
  };
  return { code: await main(argv, io), ...printed };
}
