import type { Executables } from "./definitions.ts";
import { ownDefinitions } from "./definitions.ts";
import { insertPlugin } from "./meltano-yml/insert-plugin.ts";

/** Exactly what `init` would write into an empty `meltano.yml`, to be put in by hand. */
export function snippet(executables: Executables, mapping: string): string {
  return ownDefinitions(executables, mapping).reduce(insertPlugin, "");
}
