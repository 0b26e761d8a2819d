import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import type { LeafNode, SettingNode } from "./setting-node.ts";
import { isSomeSecret } from "./some-secret.ts";

/** Where a setting is: keys of maps and places in lists. */
export type Path = readonly (string | number)[];

/** `channels.ops.to[0]`, as messages write a path. */
export function pathText(path: Path): string {
  return path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at === 0 ? "" : "."}${key}`))
    .join("");
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(found)) found = found[Number(key)];
    else if (isJsonObject(found) && Object.hasOwn(found, String(key))) found = found[String(key)];
    else return undefined;
  }
  return found;
}

/** The value without what is at the path. A list gets shorter. */
export function without(value: Json, path: Path): Json {
  const [key, ...rest] = path;
  if (key === undefined) return {};
  if (Array.isArray(value)) {
    const at = Number(key);
    if (rest.length === 0) return value.filter((_, index) => index !== at);
    return value.map((item: Json, index) => (index === at ? without(item, rest) : item));
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return value;
  const { [key]: inner, ...others } = value;
  return rest.length === 0 || inner === undefined ? others : { ...value, [key]: without(inner, rest) };
}

/** The value with another one put at the path; maps on the way are made. */
export function withValue(value: Json | undefined, path: Path, put: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return put;
  if (Array.isArray(value))
    return value.map((item: Json, index) => (index === Number(key) ? withValue(item, rest, put) : item));
  const map = isJsonObject(value) ? value : {};
  const inner = Object.hasOwn(map, key) ? map[key] : undefined;
  return { ...map, [key]: withValue(inner, rest, put) };
}

/** The node one step below; `value` tells which option of a choice it is. */
export function childNode(
  node: SettingNode,
  key: string | number,
  value: Json | undefined,
): SettingNode | null {
  switch (node.kind) {
    case "object":
      return node.fields.get(String(key)) ?? null;
    case "map":
      return node.value;
    case "list":
      return node.item;
    case "choice": {
      const chosen = isJsonObject(value) ? node.options.get(String(value[node.key])) : undefined;
      return chosen?.fields.get(String(key)) ?? null;
    }
    case "leaf":
      return null;
  }
}

/** The nodes from the root to a path; ends early where the path leaves what is known. */
export function nodesAlong(root: SettingNode, path: Path, value: Json): SettingNode[] {
  const nodes = [root];
  for (const [at, key] of path.entries()) {
    const last = nodes.at(-1);
    const next = last ? childNode(last, key, valueAt(value, path.slice(0, at))) : null;
    if (next === null) break;
    nodes.push(next);
  }
  return nodes;
}

/** The node at a path, or `null` where the path leaves what is known. */
export function nodeAt(root: SettingNode, path: Path, value: Json): SettingNode | null {
  const nodes = nodesAlong(root, path, value);
  return nodes.length === path.length + 1 ? (nodes.at(-1) ?? null) : null;
}

export interface Leaf {
  readonly path: Path;
  readonly node: LeafNode;
  readonly value: Json;
  /** Whether the leaf or anything around it is marked so. */
  readonly sensitive: boolean;
  /** Whether it stands in a map where only some values are secrets. */
  readonly inOpenMap: boolean;
  readonly literal: boolean;
}

/** Every scalar of a value whose setting is known. */
export function leavesOf(root: SettingNode, value: Json): Leaf[] {
  return leavesBelow(root, value, { path: [], sensitive: false, inOpenMap: false, literal: false });
}

function leavesBelow(node: SettingNode, value: Json, around: Omit<Leaf, "node" | "value">): Leaf[] {
  const here = {
    path: around.path,
    inOpenMap: around.inOpenMap,
    sensitive: around.sensitive || node.meta.sensitive === true,
    literal: around.literal || node.meta.literal === true,
  };
  if (node.kind === "leaf") return [{ ...here, node, value }];
  return steps(value).flatMap(([step, item]) => {
    const child = childNode(node, step, value);
    const inOpenMap = node.meta.sensitive === "some";
    const sensitive = here.sensitive || (inOpenMap && isSomeSecret(step, item));
    const path = [...here.path, step];
    return child === null ? [] : leavesBelow(child, item, { ...here, path, sensitive, inOpenMap });
  });
}

function steps(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return value.map((item: Json, at) => [at, item]);
  return isJsonObject(value) ? Object.entries(value) : [];
}
