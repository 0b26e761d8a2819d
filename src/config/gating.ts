import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import type { Finding } from "./messages.ts";
import { valueAt } from "./walk.ts";

const actions: ReadonlySet<unknown> = new Set(["quarantine", "drop", "mask", "hold"]);

/** `streams`, its key, `checks`, and the place of the entry. */
const entryDepth = 4;

/**
 * What is wrong in rules that keep rows back, or end the run: without them a load would let through what somebody wanted
 * stopped. A wrong part that has no such rule in it is not among them.
 */
export function gatingFaults(layer: Json, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    ({ path, severity }) => severity !== "warning" && path[0] === "streams" && mayGate(around(layer, path)),
  );
}

/** Whether a text that can't be read as YAML speaks of such rules. */
export function speaksOfGates(text: string): boolean {
  return /\bon_violation\s*:\s*["']?(?:quarantine|drop|mask)\b|\bstreams\b[\s\S]*\bfail\s*:/.test(text);
}

/** The entry around a path, or the nearest part around it that is there. */
function around(layer: Json, path: Finding["path"]): Json | undefined {
  for (let depth = Math.min(entryDepth, path.length); depth > 0; depth--) {
    const part = valueAt(layer, path.slice(0, depth));
    if (part !== undefined) return part;
  }
  return undefined;
}

function mayGate(part: Json | undefined): boolean {
  if (Array.isArray(part)) return part.some((item: Json) => mayGate(item));
  if (!isJsonObject(part)) return false;
  if (part["mode"] === "shadow") return false;
  if ("fail" in part || actions.has(part["on_violation"]) || isMisspelt(part)) return true;
  return Object.values(part).some(mayGate);
}

/** `on_violation: quarantin`, or `on_violaton: drop`, was meant to keep rows back. */
function isMisspelt(part: { readonly [key: string]: Json }): boolean {
  const action = part["on_violation"];
  if (action !== undefined && action !== "keep") return true;
  return Object.entries(part).some(([key, value]) => /^on_?viol/i.test(key) && actions.has(value));
}
