import { resolve } from "node:path";
import { type LoadedConfig, loadConfig } from "../../config/load.ts";
import { ConfigError } from "../../lib/errors.ts";
import { findProjectRoot, readDotEnv } from "../../meltano/index.ts";
import { refuseOtherEnvironment } from "../../runner/child-environment.ts";
import type { RunCommandLine } from "../../runner/command-line.ts";
import { planRun, type RunPlan } from "../../runner/plan.ts";
import { type Environment, type OpenedProject, openProject } from "../open-project.ts";

export interface PrepareRun {
  readonly line: RunCommandLine;
  /** The arguments as given, for the advice in errors. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  /** Prints a short line of our own. */
  readonly say: (line: string) => void;
  /** Prints a line of any length, as of the log. */
  readonly relay?: (line: string) => void;
}

/** A run that can begin: its project with the settings of its job, and what Meltano is going to do. */
export interface PreparedRun {
  readonly project: OpenedProject;
  readonly plan: RunPlan;
  /** What is wrong in the configuration, one sentence each; the run goes on with the rest. */
  readonly configErrors: readonly string[];
}

/** Opens the project and its settings. Raises what must stop a run before it began. */
export function prepareRun({ line, argv, env, cwd, say, relay }: PrepareRun): PreparedRun {
  refuseOtherEnvironment(env, { globals: line.globals, arguments: argv });
  const folder = resolve(cwd, line.globals.get("--cwd") ?? ".");
  const environment = line.globals.has("--no-environment")
    ? ""
    : (line.globals.get("--environment") ?? undefined);
  const opened = openProject({
    cwd: folder,
    env: withEnvFile(line, env, folder),
    environment,
    onDegraded: (error) => say(error.message),
    ...(relay === undefined ? {} : { onLineage: relay }),
  });
  const plan = planRun(line.blocks, opened.project);
  const config = withCommandLine(configOfJob(opened, plan.job), line);
  const configErrors = config.problems.filter(({ severity }) => severity === "error").map(problemText);
  if (config.gatingProblems.length > 0) throw invalidGate(config.gatingProblems.map(problemText));
  if (line.strict && configErrors.length > 0) throw invalidConfig(configErrors);
  return { project: { ...opened, config }, plan, configErrors };
}

function withEnvFile(line: RunCommandLine, env: Environment, cwd: string): Environment {
  const file = line.globals.get("--env-file");
  const root = findProjectRoot(cwd, env);
  if (!file || root === null) return env;
  return { ...readDotEnv(root, env, resolve(cwd, file)), ...env };
}

function configOfJob({ project, env, environment }: OpenedProject, job: string): LoadedConfig {
  return loadConfig({ root: project.root, sysDir: project.sysDir, env, environment, job, overrides: {} });
}

/** What the command line says beats every layer of the settings. */
function withCommandLine(
  config: LoadedConfig,
  { retries, retryFrom, preflight }: RunCommandLine,
): LoadedConfig {
  const { run } = config.settings;
  const asked = {
    ...run,
    retries: { ...run.retries, max: retries ?? run.retries.max, from: retryFrom ?? run.retries.from },
    preflight: preflight ?? run.preflight,
  };
  return { ...config, settings: { ...config.settings, run: asked } };
}

function problemText({ line, message }: LoadedConfig["problems"][number]): string {
  return line === null ? message : `pitchpipe.yml line ${line}: ${message}`;
}

function invalidGate([first = "", ...more]: readonly string[]): ConfigError {
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return new ConfigError({
    code: "GATING_RULE_INVALID",
    what: "A rule that keeps rows back or ends the run is wrong, so nothing is started.",
    why: `${first}${others}`,
    whatToDo: "Mend it, see `pitchpipe config check`; or take it out, and the load runs without it.",
  });
}

function invalidConfig([first = "", ...more]: readonly string[]): ConfigError {
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return new ConfigError({
    code: "CONFIG_INVALID",
    what: "The configuration is wrong, and --strict starts nothing then.",
    why: `${first}${others}`,
    whatToDo: "See all of it with `pitchpipe config check`.",
  });
}
