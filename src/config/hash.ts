import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../lib/canonical-json.ts";
import type { SettingNode } from "./setting-node.ts";
import { shownSettings } from "./shown-settings.ts";

/** SHA-256 of all that holds, defaults with it, as `config show` shows it: no secret goes in, so none can be guessed. */
export function configHash(node: SettingNode, written: Json): string {
  return createHash("sha256")
    .update(canonicalJson(shownSettings(node, written).value))
    .digest("hex");
}
