import { isAbsolute, resolve } from "node:path";
import { ConfigError } from "../../lib/errors.ts";
import { type FoundMeltano, findMeltano } from "../../meltano/index.ts";
import type { Environment } from "../../runner/child-environment.ts";
import type { ProcessTable } from "../../runner/process-table.ts";

export interface FindProgram {
  readonly projectRoot: string;
  readonly cwd: string;
  readonly env: Environment;
  readonly flag: string | null;
  readonly table: ProcessTable;
  readonly parentPid: number;
}

/** The `meltano` to start, or the error that says where it was looked for. */
export function requireMeltano({ projectRoot, cwd, env, flag, table, parentPid }: FindProgram): FoundMeltano {
  const found = findMeltano({
    projectRoot,
    env,
    flag: flag?.includes("/") ? resolve(cwd, flag) : flag,
    parentExecutable: parentExecutable(table, parentPid),
  });
  if (found !== null) return found;
  const asked = flag ?? env["PITCHPIPE_MELTANO"];
  throw new ConfigError({
    code: "MELTANO_NOT_FOUND",
    what: asked ? `${asked} is no program that can be run.` : "No `meltano` was found.",
    why: asked
      ? `It was named by ${flag === null ? "PITCHPIPE_MELTANO" : "--meltano"}.`
      : `Looked for on PATH, beside the parent process and in ${projectRoot}/.venv/bin.`,
    whatToDo:
      "Activate the environment Meltano is installed in, or name it: `pitchpipe run --meltano PATH …`.",
  });
}

/** Under `meltano invoke` the parent is the Python of Meltano's environment, by the path it was started with. */
function parentExecutable(table: ProcessTable, parentPid: number): string | null {
  const [program = ""] = (table.commandLine(parentPid) ?? "").split("\0");
  return isAbsolute(program) ? program : null;
}
