import type { NamedDataset } from "../../../model/lineage.ts";

export type { Dataset, NamedDataset } from "../../../model/lineage.ts";

/** A tap or a target as its settings describe it. */
export interface DataPlace {
  /** The Meltano project's name. */
  readonly project: string;
  /** The project's absolute folder: relative paths start there. */
  readonly root: string;
  /** Its Meltano name. */
  readonly plugin: string;
  /** Its name, those it inherits from, its variant and package, in lower case with spaces between: says what it speaks to. */
  readonly family: string;
  /** What it is set to, by dotted names; `null` where that could not be read. Holds secrets. */
  readonly settings: ReadonlyMap<string, unknown> | null;
}

/**
 * The name of a dataset nobody can place: `meltano://PROJECT/PLUGIN` and the stream. It leads nowhere outside of this
 * project, and is never mistaken for a server.
 */
export function neutralDataset(
  { project, plugin }: DataPlace,
  stream: string,
  unknown: string,
): NamedDataset {
  const namespace = `meltano://${[project, plugin].map((part) => encodeURIComponent(part.toWellFormed())).join("/")}`;
  return { namespace, name: stream, unknown };
}
