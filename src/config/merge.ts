import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import type { SettingNode } from "./setting-node.ts";
import { childNode } from "./walk.ts";

/**
 * One layer over another: maps key by key, anything else replaced. An entry whose `type` changes is replaced whole,
 * because the keys of the old type mean nothing to the new one.
 */
export function mergeLayer(node: SettingNode | null, below: Json | undefined, above: Json): Json {
  if (!isJsonObject(below) || !isJsonObject(above) || changesType(node, below, above)) return above;
  const merged: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const child = node === null ? null : childNode(node, key, { ...below, ...above });
    Object.defineProperty(merged, key, {
      value: mergeLayer(child, Object.hasOwn(below, key) ? below[key] : undefined, value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}

function changesType(node: SettingNode | null, below: JsonObject, above: JsonObject): boolean {
  return node?.kind === "choice" && above[node.key] !== undefined && above[node.key] !== below[node.key];
}

/** The value without keys that have nothing behind them (`streams:`): they count as not written. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => (item === null ? null : withoutNulls(item)));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]));
}
