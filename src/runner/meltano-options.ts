/** Options that stand before Meltano's `run` and take a value (Meltano 3.6 to 4.4). */
export const globalValueOptions = [
  "--environment",
  "--log-level",
  "--log-config",
  "--cwd",
  "--env-file",
] as const;

/** Options that stand before Meltano's `run` and take none. */
export const globalFlags = ["--no-environment"] as const;

/** Options of Meltano's `run` that take a value: what follows them is no block. */
export const runValueOptions: ReadonlySet<string> = new Set([
  "--run-id",
  "--state-id-suffix",
  "--state-strategy",
  "--timeout",
  "--database-uri",
]);

/** Options with which Meltano's `run` only says or prepares something: nothing is loaded, so nothing is recorded. */
export const nothingRuns: ReadonlySet<string> = new Set(["--dry-run", "--only-install", "--help"]);
