import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Json } from "../lib/canonical-json.ts";
import type { SettingNode } from "./setting-node.ts";
import { valueOfText } from "./text-value.ts";
import { leavesOf, type Path, without, withValue } from "./walk.ts";

/** What references are looked up in. */
export interface ReferenceSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths in `${file:…}` start here. */
  readonly root: string;
  /** The text of a file; throws where it can't be read. */
  readonly readFile: (path: string) => string;
}

export const readTextFile = (path: string): string => readFileSync(path, "utf8");

export interface Resolved {
  /** With every reference replaced; without the leaves whose references lead nowhere. */
  readonly value: Json;
  /** The same with something in place of those leaves, for what is judged between settings. */
  readonly standing: Json;
  /** The leaves whose references lead nowhere, with the names that aren't set. */
  readonly unset: readonly { readonly path: Path; readonly missing: readonly string[] }[];
}

const wholeName = /^\$([A-Za-z_]\w*)$/;
const inside = /\$\$|\$\{(?:file:([^}]+)|([A-Za-z_]\w*)(?::-([^}]*))?)\}/g;

/** Whether a text holds a reference (or an escaped `$`). */
export function hasReference(text: string): boolean {
  return wholeName.test(text) || text.search(inside) !== -1;
}

/** A text that stands for itself: what a variable holds is no reference to another. */
export function escapeReferences(text: string): string {
  return hasReference(text) ? text.replaceAll("$", "$$$$") : text;
}

/** Whether a text is nothing but one reference, and so shows nothing of its value. */
export function isReference(text: string): boolean {
  return wholeName.test(text) || /^\$\{[^}:]+\}$/.test(text) || /^\$\{file:[^}]+\}$/.test(text);
}

/** Replaces `$NAME`, `${NAME}`, `${NAME:-x}`, `${file:/path}` and `$$` in every text that isn't marked literal. */
export function resolveReferences(node: SettingNode, value: Json, source: ReferenceSource): Resolved {
  let resolved = value;
  const unset: { path: Path; missing: string[] }[] = [];
  for (const leaf of leavesOf(node, value)) {
    if (leaf.literal || typeof leaf.value !== "string" || !hasReference(leaf.value)) continue;
    const { text, missing } = resolveText(leaf.value, source);
    if (missing.length > 0) unset.push({ path: leaf.path, missing });
    else resolved = withValue(resolved, leaf.path, valueOfText(text, leaf.node) ?? text);
  }
  const standing = unset.reduce((all, { path }) => withValue(all, path, standIn), resolved);
  // From the back, so that places in lists stay right.
  for (const { path } of unset.toReversed()) resolved = without(resolved, path);
  return { value: resolved, standing, unset };
}

/** Stands where a reference will stand once it is set. */
const standIn = "not set yet";

function resolveText(
  text: string,
  source: ReferenceSource,
): { readonly text: string; readonly missing: string[] } {
  const missing: string[] = [];
  const found = (name: string, value: string | null | undefined): string => {
    if (!value) missing.push(name);
    return value ?? "";
  };
  const name = wholeName.exec(text)?.[1];
  if (name !== undefined) return { text: found(name, source.env[name]), missing };
  const replaced = text.replaceAll(inside, (match, file?: string, variable = "", fallback?: string) => {
    if (match === "$$") return "$";
    if (file !== undefined) return found(`file:${file}`, contentOf(file, source));
    return source.env[variable] || (fallback ?? found(variable, null));
  });
  return { text: replaced, missing };
}

function contentOf(file: string, { root, readFile }: ReferenceSource): string | null {
  try {
    return readFile(resolve(root, file)).replace(/\r?\n$/, "");
  } catch {
    // Not there or not readable: the reference leads nowhere, and is reported by its name.
    return null;
  }
}
