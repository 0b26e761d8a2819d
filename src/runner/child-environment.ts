import { ConfigError } from "../lib/errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A name of no use to anybody else: it tells the processes of one run from all others, also after they lost their parent. */
export const runMarker = "_PITCHPIPE_RUN";

interface ChildEnvironmentInput {
  readonly env: Environment;
  readonly runId: string;
  /** The value of `runMarker`, unique to this start of Meltano. */
  readonly marker: string;
}

/**
 * The variables Meltano is started with: the caller's, without what `meltano invoke` says about our own plugin. A core
 * setting is never removed: without a user's `MELTANO_STATE_BACKEND_URI` Meltano would import everything again.
 */
export function childEnvironment({ env, runId, marker }: ChildEnvironmentInput): Record<string, string> {
  const trigger = env["MELTANO_JOB_TRIGGER"];
  return {
    ...withoutOwnPlugin(env),
    MELTANO_RUN_ID: runId,
    [runMarker]: marker,
    ...(trigger === undefined || trigger === "" || trigger === "cli"
      ? { MELTANO_JOB_TRIGGER: "pitchpipe" }
      : {}),
  };
}

/** The caller's variables without those that describe the plugin `meltano invoke` started. */
export function withoutOwnPlugin(env: Environment): Record<string, string> {
  const prefixes = ["MELTANO_UTILITY_", "MELTANO_UTILIZE_", ...extrasPrefixes(env)];
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || prefixes.some((prefix) => name.startsWith(prefix)) ? [] : [[name, value]],
    ),
  );
}

/** Whether `meltano invoke` started us: its stderr is then a pipe that breaks on lines over 64 KiB. */
export function isUnderInvoke(env: Environment): boolean {
  return Boolean(env["MELTANO_UTILITY_NAME"]);
}

/** Whether pitchpipe is switched off by `PITCHPIPE_DISABLED`. */
export function isDisabled(env: Environment): boolean {
  return ["1", "true", "yes", "on"].includes((env["PITCHPIPE_DISABLED"] ?? "").trim().toLowerCase());
}

/**
 * Refuses another environment than the one `meltano invoke` runs in: its variables hold the outer environment's
 * settings, and variables beat `meltano.yml`, so that the load would use a mixture of both.
 */
export function refuseOtherEnvironment(
  env: Environment,
  {
    globals,
    arguments: given,
  }: { globals: ReadonlyMap<string, string | null>; arguments: readonly string[] },
): void {
  const outer = env["MELTANO_ENVIRONMENT"] ?? "";
  const asked = globals.has("--no-environment") ? "" : globals.get("--environment");
  if (!isUnderInvoke(env) || asked === undefined || asked === null || asked === outer) return;
  throw new ConfigError({
    code: "ENVIRONMENT_MISMATCH",
    what: `\`meltano invoke\` runs in ${named(outer)}, but ${named(asked)} was asked for.`,
    why: "The settings of the outer environment stand in the variables we were started with, and would win.",
    whatToDo: `Run it directly: npx pitchpipe run ${given.join(" ")}`,
  });
}

function named(environment: string): string {
  return environment === "" ? "no environment" : `the environment ${environment}`;
}

/** Extras of a plugin are exported with two underscores after its name or namespace: `PITCHPIPE__VENV_NAME`. */
function extrasPrefixes(env: Environment): string[] {
  const names = [env["MELTANO_UTILITY_NAME"], env["MELTANO_UTILITY_NAMESPACE"], "pitchpipe"];
  return [...new Set(names.flatMap((name) => (name ? [`${variableName(name)}__`] : [])))];
}

/** Meltano's own rule for making a variable's name of a plugin's. */
function variableName(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "_").toUpperCase();
}
