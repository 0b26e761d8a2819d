import type { z } from "zod";
import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import { type Finding, findingsOf, takesAway } from "./messages.ts";
import type { SettingNode } from "./setting-node.ts";
import { nodesAlong, type Path, pathText, valueAt, without } from "./walk.ts";

/** A guard only: every round takes at least one part away, and files have fewer wrong parts than this. */
const mostRounds = 200;

export interface Validated<Output> {
  readonly output: Output;
  /** What of the value is used. */
  readonly used: Json;
  /** What was taken away, in order. */
  readonly dropped: readonly Path[];
  readonly findings: readonly Finding[];
}

/** What is wrong between settings that are each right; the schema alone can't see it. */
export type CrossCheck<Output> = (output: Output) => readonly Finding[];

/**
 * Parses a value and takes away what is wrong until the rest is right: the wrong leaf falls back to its default, an entry
 * that can't be without it goes as a whole, and so does one that is marked `whole`. All that is wrong is found, also what
 * shows only once something else is out of the way. The schema must accept `{}`.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  root: SettingNode,
  value: Json,
  crossCheck: CrossCheck<z.output<Schema>> = () => [],
): Validated<z.output<Schema>> {
  const findings: Finding[] = [];
  const rounds: (readonly Path[])[] = [];
  let used = value;
  for (let round = 0; round < mostRounds; round += 1) {
    const parsed = schema.safeParse(used);
    const found = parsed.success
      ? crossCheck(parsed.data)
      : parsed.error.issues.flatMap((issue) => findingsOf(issue, root, used));
    const wrong = found.filter(takesAway);
    // What takes nothing away is told of what is left in the end, once.
    const told = parsed.success && wrong.length === 0 ? found : wrong;
    const before = new Set(findings.map(({ path }) => JSON.stringify(path)));
    const written = told.map((finding) => asWritten(finding, rounds));
    // What was wrong and taken away is not missing as well.
    findings.push(...written.filter(({ path }) => !before.has(JSON.stringify(path))));
    if (parsed.success && wrong.length === 0)
      return { output: parsed.data, used, dropped: inPlace(rounds), findings };
    const drops = distinct(wrong.map(({ path }) => droppable(root, used, path)));
    rounds.push(drops);
    used = withoutAll(used, drops);
  }
  return { output: schema.parse({}), used: {}, dropped: [[]], findings };
}

/** A finding with the place it has in the value as it was written: entries that fell away before moved it up. */
function asWritten(finding: Finding, rounds: readonly (readonly Path[])[]): Finding {
  const path = writtenPath(finding.path, rounds);
  const [moved, written] = [pathText(finding.path), pathText(path)];
  if (moved === written) return finding;
  return { ...finding, path, message: finding.message.replace(moved, () => written) };
}

function inPlace(rounds: readonly (readonly Path[])[]): Path[] {
  return rounds.flatMap((drops, at) => drops.map((path) => writtenPath(path, rounds.slice(0, at))));
}

function writtenPath(path: Path, rounds: readonly (readonly Path[])[]): Path {
  return rounds.reduceRight<Path>(movedBack, path);
}

/** Where a path stood before these parts were taken away. */
function movedBack(path: Path, drops: readonly Path[]): Path {
  return path.map((key, at) => {
    if (typeof key !== "number") return key;
    const before = drops
      .filter(
        (drop) => drop.length === at + 1 && drop.slice(0, at).every((one, place) => one === path[place]),
      )
      .flatMap((drop) => (typeof drop[at] === "number" ? drop[at] : []))
      .sort((a, b) => a - b);
    return before.reduce((index, gone) => (gone <= index ? index + 1 : index), key);
  });
}

/** The value without all of these parts. */
export function withoutAll(value: Json, paths: readonly Path[]): Json {
  return distinct(paths).reduce(without, value);
}

/** Each path once, and in an order in which taking one away doesn't move the next. */
function distinct(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()].sort(lastFirst);
}

/** The smallest part around a wrong path that can be left out. */
export function droppable(root: SettingNode, value: Json, path: Path): Path {
  const nodes = nodesAlong(root, path, value);
  const whole = nodes.findLastIndex(({ meta }) => meta.whole === true);
  let length = path.length;
  if (whole > 0) length = whole;
  while (length > 0 && !canBeLeftOut(nodes, value, path.slice(0, length))) length -= 1;
  return path.slice(0, length);
}

function canBeLeftOut(nodes: readonly SettingNode[], value: Json, path: Path): boolean {
  if (valueAt(value, path) === undefined) return false;
  const [around, node] = [nodes[path.length - 1], nodes[path.length]];
  // A list without one of its texts is another list; without one of its entries it is a shorter one.
  if (around?.kind === "list") return node !== undefined && node.kind !== "leaf" && node.kind !== "list";
  if (around?.kind === "choice" && path.at(-1) === around.key) return false;
  if (around?.kind === "map" || node === undefined) return true;
  return node.optional;
}

function lastFirst(a: Path, b: Path): number {
  for (const [at, key] of a.entries()) {
    const other = b[at];
    if (other === undefined) return -1;
    if (key !== other) return key < other ? 1 : -1;
  }
  return a.length - b.length;
}

/** The entry around a leaf that can't be used without it: of a map or list, else the leaf alone. */
export function unitOf(root: SettingNode, value: Json, path: Path): Path {
  const nodes = nodesAlong(root, path, value);
  for (let length = 1; length < path.length; length += 1) {
    const around = nodes[length - 1];
    if (
      (around?.kind === "map" || around?.kind === "list") &&
      isJsonObject(valueAt(value, path.slice(0, length)))
    )
      return path.slice(0, length);
  }
  return path;
}
