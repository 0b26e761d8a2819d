import { createHash } from "node:crypto";
import { isSecretName } from "../lib/redaction/index.ts";
import type { MeltanoProject } from "./project.ts";

const mostKeys = 2_000;
const longestValue = 200;

/**
 * `meltano.yml` as dotted keys with texts, to be compared with an earlier one. Entries of lists are named by their `name`. A
 * secret is a few digits of its hash: enough to see a change, too few to find it by.
 */
export function plainDocument({ document, plugins }: MeltanoProject): Record<string, string> {
  const sensitive = new Set(
    plugins.flatMap(({ settings }) => settings.filter((one) => one.sensitive).map(({ name }) => name)),
  );
  const isSecret = (key: string): boolean => isSecretName(key) || sensitive.has(key);
  const lines = leaves(document, "", false, { isSecret, depth: 0 });
  return Object.fromEntries(lines.slice(0, mostKeys));
}

interface Walk {
  readonly isSecret: (key: string) => boolean;
  readonly depth: number;
}

function leaves(value: unknown, path: string, secret: boolean, walk: Walk): [string, string][] {
  if (walk.depth > 50) return [];
  const deeper = { ...walk, depth: walk.depth + 1 };
  if (typeof value !== "object" || value === null) return [[path, shown(value, secret)]];
  return Object.entries(value).flatMap(([key, item]) => {
    const name = Array.isArray(value) ? nameOf(item, key) : key;
    return leaves(item, path === "" ? name : `${path}.${name}`, secret || walk.isSecret(name), deeper);
  });
}

function nameOf(item: unknown, place: string): string {
  const name = typeof item === "object" && item !== null && "name" in item ? item.name : null;
  return typeof name === "string" ? name : place;
}

function shown(value: unknown, secret: boolean): string {
  const text = String(value);
  if (secret) return `(secret ${createHash("sha256").update(text).digest("hex").slice(0, 4)})`;
  return text.replaceAll(/:\/\/[^\s/@]*@/g, "://***@").slice(0, longestValue);
}
