import { nearest } from "../../../lib/nearest.ts";
import type { LineageNode } from "../../../model/lineage.ts";

/** What a person's word for a dataset came to. */
export type Found =
  | { readonly node: LineageNode }
  | { readonly several: readonly LineageNode[] }
  /** Names near to what was typed, the nearest first. */
  | { readonly near: readonly string[] };

const shortestId = 4;
const mostNear = 3;

/**
 * A dataset (or a stream) by its full name, an end of its name such as `orders` or `raw.orders`, or its id or the start of one.
 * Names go first: a table may well be called `feed`, which could begin an id too.
 */
export function findDataset(nodes: readonly LineageNode[], word: string): Found {
  for (const fits of ways) {
    const found = nodes.filter((node) => fits(node, word));
    const datasets = found.filter(({ kind }) => kind === "dataset");
    const meant = datasets.length > 0 ? datasets : found;
    if (meant.length > 0) return only(meant);
  }
  const byId = nodes.filter(({ id }) => word.length >= shortestId && id.startsWith(word.toLowerCase()));
  return byId.length > 0 ? only(byId) : { near: nearNames(nodes, word) };
}

/** From the exact to the loose; the first that fits anything decides. */
const ways: readonly ((node: LineageNode, word: string) => boolean)[] = [
  ({ namespace, name }, word) => `${namespace}/${name}` === word || `${namespace} ${name}` === word,
  ({ name }, word) => name === word,
  ({ name }, word) => endsWithPart(name, word),
  ({ name }, word) => endsWithPart(name.toLowerCase(), word.toLowerCase()),
];

/** At a dot, a slash or a dash: `orders` ends `raw.orders`, not `suborders`. */
function endsWithPart(name: string, word: string): boolean {
  return (
    word !== "" &&
    name.endsWith(word) &&
    (name.length === word.length || /[./-]/.test(name.at(-word.length - 1) ?? ""))
  );
}

function only(nodes: readonly LineageNode[]): Found {
  const [node, ...others] = nodes;
  return node !== undefined && others.length === 0 ? { node } : { several: nodes };
}

/** By the whole name, and by its last part: people misspell tables, not servers. */
function nearNames(nodes: readonly LineageNode[], word: string): string[] {
  const names = new Set(nodes.filter(({ kind }) => kind === "dataset").map(({ name }) => name));
  const byPart = new Map([...names].map((name) => [lastPart(name), name]));
  const near: string[] = [];
  while (near.length < mostNear) {
    const part = nearest(lastPart(word), byPart.keys());
    const name = nearest(word, names) ?? (part === null ? null : (byPart.get(part) ?? null));
    if (name === null) break;
    near.push(name);
    names.delete(name);
    byPart.delete(lastPart(name));
  }
  return near;
}

function lastPart(name: string): string {
  return name.split(/[./]/).at(-1) ?? name;
}
