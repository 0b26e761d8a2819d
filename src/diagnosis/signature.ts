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
  /**
   * What `says` is matched against: the line as it is; the line, and lines of code in a traceback as well; an
   * exception below the line of code that raised it, with a line end between; the plain words of a line that tells an
   * error; or of an exception's name alone. Left out, it is the line.
   */
  readonly reads?: "code" | "raised" | "words" | "name";
  /** One sentence, without the plugin's name. */
  readonly cause: string;
  readonly advice: readonly string[];
  /** What to type; left out where the category's own command fits. */
  readonly command?: string;
  /**
   * `precise` names the cause itself, `general` only a kind of error that has many causes, `vague` leaves even the kind
   * open: what stands around it says more.
   */
  readonly weight: "precise" | "usual" | "general" | "vague" | "bare";
  /** Whose own words never mean this. */
  readonly notOf?: FailureRole;
  /** A line that a real program wrote. */
  readonly example: string;
}

/** How much a match counts. */
export const weights: Readonly<Record<Signature["weight"], number>> = {
  precise: 3,
  usual: 2,
  general: 1,
  vague: 0.5,
  bare: 0.1,
};
