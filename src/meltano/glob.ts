import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";

/** Files below `root` that fit the pattern (`*`, `?`, `[…]`, `**`), as Python's `Path.glob` finds them, sorted. */
export function glob(root: string, pattern: string): string[] {
  const segments = pattern.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.length === 0 || segments.includes("..")) return [];
  return [...new Set(find(root, "", segments))].sort();
}

function find(root: string, folder: string, segments: readonly string[]): string[] {
  const [first = "", ...rest] = segments;
  const entries = list(join(root, folder));
  if (first === "**") {
    const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
    const here = rest.length === 0 ? [] : find(root, folder, rest);
    return [...here, ...below.flatMap((child) => find(root, child, segments))];
  }
  const fits = segmentPattern(first);
  const fitting = entries.filter(({ name }) => fits.test(name));
  if (rest.length === 0)
    return fitting.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
  return fitting
    .filter((entry) => !entry.isFile())
    .flatMap(({ name }) => find(root, join(folder, name), rest));
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Not a folder, or one we may not look into: nothing there for us.
    return [];
  }
}

function segmentPattern(segment: string): RegExp {
  const source = segment
    .replaceAll(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("[!", "[^")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return new RegExp(`^${segment.replaceAll(/[^\w]/g, "\\$&")}$`);
  }
}
