import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { main } from "../../src/cli/main.ts";

/** A folder with these files; a file whose text begins with `#!` can be executed. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pitchpipe-setup-")));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    if (text.startsWith("#!")) chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

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
