import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the mapper lies from here: in the built package, and in the sources. */
const places = ["./pitchpipe-mapper.js", "../pitchpipe-mapper.js", "../../cli/bin/pitchpipe-mapper.ts"];

/** The mapper that belongs to this pitchpipe: a program for Node. */
export function mapperProgram(): string {
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`pitchpipe-mapper is at none of ${paths.join(", ")}`);
  return found;
}
