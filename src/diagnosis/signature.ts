import type { FailureCategory, FailureRole } from "../model/dossier.ts";

/**
 * Something that programs say when they fail. `says` is matched against one line; what a group named `what` holds may
 * stand in the texts as `{what}`, and `{plugin}` and `{type}` (extractor, loader) stand for the plugin.
 */
export interface Signature {
  /** Stable: causes are grouped by it. */
  readonly id: string;
  readonly category: FailureCategory;
  readonly says: RegExp;
  /** One sentence, without the plugin's name. */
  readonly cause: string;
  readonly advice: readonly string[];
  /** What to type; left out where the category's own command fits. */
  readonly command?: string;
  /** `precise` names the cause itself, `general` only a kind of error that has many causes. */
  readonly weight: "precise" | "usual" | "general";
  /** Whose own words never mean this. */
  readonly notOf?: FailureRole;
  /** A line that a real program wrote. */
  readonly example: string;
}

/** How much a match counts. */
export const weights: Readonly<Record<Signature["weight"], number>> = { precise: 3, usual: 2, general: 1 };
