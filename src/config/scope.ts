import type { z } from "zod";
import type { Json } from "../lib/canonical-json.ts";
import type { SettingNode } from "./setting-node.ts";
import type { CrossCheck } from "./validate.ts";

/** The settings that a process reads. */
export interface SettingsScope<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** The same as a tree, for everything but parsing. */
  readonly node: SettingNode;
  /** What has to be right between settings, given all that is written. */
  readonly crossChecks: (merged: Json) => CrossCheck<z.output<Schema>>;
}
