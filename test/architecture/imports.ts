import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { floors, mayImport } from "./floors.ts";

/** One import line of `src/`, as folders see it. */
export interface Edge {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** File imported, relative to `src/`. */
  readonly target: string;
  readonly typeOnly: boolean;
}

const importLine = /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[\w*{][^;]*?from\s*)?["'](\.[^"']+)["']/g;
const dynamicImport = /import\(\s*["'](\.[^"']+)["']\s*\)/g;

/** Every relative import of one source text, static, re-exported and dynamic. */
export function edgesOf(file: string, source: string): Edge[] {
  const edge = (specifier: string, typeOnly: boolean): Edge => {
    const target = relative("/src", resolve("/src", dirname(file), specifier));
    return { file, from: folderOf(file), to: folderOf(target), target, typeOnly };
  };
  return [
    ...[...source.matchAll(importLine)].map((match) => edge(match[3] ?? "", match[2] !== undefined)),
    ...[...source.matchAll(dynamicImport)].map((match) => edge(match[1] ?? "", false)),
  ];
}

/** Why an edge is forbidden, or `null` where it is allowed. Test files may import what they need from below. */
export function violation(edge: Edge): string | null {
  if (edge.from === edge.to || edge.from === "") return null;
  const line = `src/${edge.file} imports src/${edge.target}`;
  const [from, to] = [floors[edge.from], floors[edge.to]];
  if (from === undefined)
    return `${line}: src/${edge.from}/ stands on no floor (test/architecture/floors.ts)`;
  if (to === undefined) return `${line}: src/${edge.to}/ stands on no floor (test/architecture/floors.ts)`;
  if (to > from) return `${line}: imports only go down (floor ${from} to floor ${to})`;
  if (to === from) return `${line}: folders of one floor never meet (floor ${from})`;
  const allowed = mayImport[edge.from]?.[edge.to];
  if (allowed === undefined) return `${line}: ${edge.from} may not import ${edge.to}`;
  if (allowed === "settings" && !edge.target.endsWith("/settings.ts"))
    return `${line}: ${edge.from} may import only ${edge.to}/settings.ts`;
  if (allowed === "type" && !edge.typeOnly)
    return `${line}: ${edge.from} may import only types of ${edge.to}`;
  return null;
}

/** All edges of the source tree. */
export function readEdges(src: string): Edge[] {
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => edgesOf(file, readFileSync(join(src, file), "utf8")));
}

function folderOf(path: string): string {
  return path.includes("/") ? (path.split("/")[0] ?? "") : "";
}
