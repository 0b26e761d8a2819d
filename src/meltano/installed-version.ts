import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The version of a Python package beside an executable of its virtual environment, by the names it may have there; `null`
 * where it can't be told. Nothing is run.
 */
export function installedVersion(executable: string, names: readonly string[]): string | null {
  const wanted = new Set(names.map(normalized));
  for (const folder of sitePackages(executable))
    for (const entry of entriesOf(folder)) {
      const [, name, version] = /^(.+?)-(\d[^-]*)\.dist-info$/.exec(entry) ?? [];
      if (name !== undefined && version !== undefined && wanted.has(normalized(name))) return version;
    }
  return null;
}

/** The packages of the executable's own environment: where its first line says, else beside it. */
function sitePackages(executable: string): string[] {
  const roots = [pythonOf(executable), executable].flatMap((file) =>
    file === null ? [] : [dirname(dirname(file))],
  );
  return roots.flatMap((root) =>
    entriesOf(join(root, "lib"))
      .filter((name) => name.startsWith("python3"))
      .map((name) => join(root, "lib", name, "site-packages")),
  );
}

/** The Python in a script's first line. */
function pythonOf(executable: string): string | null {
  try {
    const [first = ""] = readFileSync(realpathSync(executable), "utf8").slice(0, 500).split("\n");
    return /^#!\s*(\/\S+\/python[\d.]*)/.exec(first)?.[1] ?? null;
  } catch {
    // Not there or not readable: then nothing is known.
    return null;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No such folder: not an environment of Python's.
    return [];
  }
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}
