import type { Unit } from "./layers.ts";
import { pathText } from "./walk.ts";

/** A channel (or another part) that refers to a variable or file that is not there; it is not in the settings. */
export interface Misconfigured {
  readonly path: string;
  readonly name: string;
  /** Variables, and files as `file:/path`. */
  readonly missing: readonly string[];
}

/** Parts that were left out for what they refer to, each once. */
export function misconfigured(units: readonly Unit[]): Misconfigured[] {
  const byPath = new Map<string, Misconfigured>();
  for (const { path, missing } of units) {
    const text = pathText(path);
    const known = byPath.get(text)?.missing ?? [];
    const name = String(path.findLast((key) => typeof key === "string") ?? text);
    byPath.set(text, { path: text, name, missing: [...new Set([...known, ...missing])] });
  }
  return [...byPath.values()];
}
