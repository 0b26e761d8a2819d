import { ensureDist } from "./dist.ts";
import { ensurePostgres } from "./postgres.ts";
import { makeEnvironments } from "./venvs.ts";

/**
 * What the end-to-end tests stand on: the built product, the real Meltano with its plugins, a PostgreSQL. Anything
 * that can't be had fails the tests; nothing is skipped.
 */
export async function setup(): Promise<() => Promise<void>> {
  const say = (line: string): void => console.log(line);
  const [stopPostgres] = await Promise.all([ensurePostgres(), ensureDist(say), makeEnvironments(say)]);
  return stopPostgres;
}
