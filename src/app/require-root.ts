import { UsageError } from "../lib/errors.ts";
import { findProjectRoot } from "../meltano/index.ts";
import type { Environment } from "./open-project.ts";

/** The root of the Meltano project around `cwd`. Raises `NOT_A_PROJECT` where there is none. */
export function requireRoot({ cwd, env }: { readonly cwd: string; readonly env: Environment }): string {
  const root = findProjectRoot(cwd, env);
  if (root !== null) return root;
  throw new UsageError({
    code: "NOT_A_PROJECT",
    what: "This is not a Meltano project.",
    why: `No meltano.yml in ${cwd} or any folder above it.`,
    whatToDo: "Go to your project's folder, or make one with `meltano init`.",
  });
}
