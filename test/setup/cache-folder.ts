import { join } from "node:path";

/** The repository's own folder. */
export const repository = join(import.meta.dirname, "../..");

/** What is expensive to make and can be made again lies here: it goes with `node_modules`. */
export const cacheFolder = join(repository, "node_modules", ".cache", "pitchpipe");
