import type { ConfigFile } from "./config-file.ts";
import type { CheckedLayer } from "./layers.ts";
import type { Finding } from "./messages.ts";
import type { Problem } from "./problem.ts";
import { type Path, pathText } from "./walk.ts";

/** What is wrong in the file, with its place there. */
export function fileProblem(
  { path, what, message, hint, severity = "error" }: Finding,
  prefix: Path,
  file: ConfigFile,
): Problem {
  const at = [...prefix, ...path];
  const where = prefix.length === 0 ? message : `${pathText(prefix)}: ${message}`;
  return { path: pathText(at), ...file.place(at, what), severity, message: where, hint };
}

/** What is wrong in a variable or on the command line, which is all the place it has. */
export function outerProblem(name: string, { path, message, hint, severity = "error" }: Finding): Problem {
  const where = name === pathText(path) ? message : `${name}: ${message}`;
  return { path: name, line: null, column: null, severity, message: where, hint };
}

/** References of the file that lead nowhere. */
export function unsetProblems(
  layer: Pick<CheckedLayer, "unset">,
  prefix: Path,
  file: ConfigFile,
  severity: Problem["severity"],
): Problem[] {
  return layer.unset.map(({ path, missing }) => {
    const at = [...prefix, ...path];
    const message = `${pathText(at)} refers to ${missing.map(referenceText).join(" and ")}, which is not set.`;
    const hint = "Until it is, this part is left out. Set it in the environment or in .env.";
    return { path: pathText(at), ...file.place(at), severity, message, hint };
  });
}

function referenceText(missing: string): string {
  return missing.startsWith("file:") ? `the file ${missing.slice(5)}` : `$${missing}`;
}

/** In the order of the file. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
