import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { oldestNode, version } from "../lib/version.ts";
import { extractLoadBlocks } from "../meltano/blocks.ts";
import { findMeltano, type MeltanoProject, readDotEnv, readProject } from "../meltano/index.ts";
import { readProcessTable } from "../runner/process-table.ts";
import { diagnose } from "../setup/doctor/diagnose.ts";
import type { ConfigFact, JobFact, MeltanoFact, PluginFact, SetupFacts } from "../setup/doctor/facts.ts";
import type { Finding } from "../setup/doctor/finding.ts";
import { writtenPlugins } from "../setup/doctor/written-plugins.ts";
import { hasOtherHandlers } from "../setup/logging-handlers.ts";
import { ourMappings } from "../setup/our-mappings.ts";
import { systemClock } from "./clock.ts";
import { readMeltanoFile } from "./meltano-file.ts";
import type { Environment } from "./open-project.ts";
import { requireRoot } from "./require-root.ts";
import { askVersion, lookAtExecutable } from "./setup-programs.ts";
import { lookAtStore } from "./setup-store.ts";

export { isFailure } from "../setup/doctor/diagnose.ts";
export type { Finding } from "../setup/doctor/finding.ts";

interface Where {
  readonly cwd: string;
  readonly env: Environment;
}

/** What is right and wrong with the set-up of the project around `cwd`. */
export async function examineProject(where: Where): Promise<Finding[]> {
  return diagnose(await gatherFacts(where), version);
}

/** Everything `doctor` wants to know of the project around `cwd`. Nothing is written, not even a store. */
async function gatherFacts(where: Where): Promise<SetupFacts> {
  const root = requireRoot(where);
  const env = { ...readDotEnv(root, where.env), ...where.env };
  const project = readProject(root, env);
  const environment = (env["MELTANO_ENVIRONMENT"] || project.defaultEnvironment) ?? "";
  const config = loadConfig({
    root,
    sysDir: project.sysDir,
    env: where.env,
    environment,
    job: null,
    overrides: {},
  });
  const folder = join(project.sysDir, "pitchpipe");
  const url = config.settings.store.url ?? `sqlite:${join(folder, "pitchpipe.db")}`;
  const [meltano, plugins, store] = await Promise.all([
    lookAtMeltano(root, env),
    lookAtPlugins(project, env),
    lookAtStore(url, root),
  ]);
  return {
    now: systemClock.now(),
    node: { running: process.versions.node, oldest: oldestNode },
    meltano,
    plugins,
    mappings: ourMappings(project),
    jobs: project.jobs.map((job) => jobFact(job.name, project)),
    schedules: project.schedules.map(({ name, job }) => ({ name, job })),
    config: configFact(config),
    store,
    openToOthers: openToOthers(folder),
    spoolFiles: filesIn(join(folder, "spool")).filter((file) => file.endsWith(".jsonl")).length,
    loggingFile: loggingFile(root, env),
  };
}

async function lookAtMeltano(root: string, env: Environment): Promise<MeltanoFact | null> {
  // Under `meltano invoke` the parent is the Python of Meltano's own environment.
  const [parent = ""] = (readProcessTable().commandLine(process.ppid) ?? "").split("\0");
  const parentExecutable = isAbsolute(parent) ? parent : null;
  const found = findMeltano({ projectRoot: root, env, flag: null, parentExecutable });
  return found === null ? null : { ...found, ...(await askVersion(found.path, env)) };
}

function lookAtPlugins(project: MeltanoProject, env: Environment): Promise<PluginFact[]> {
  const plugins = writtenPlugins(project, readMeltanoFile(join(project.root, "meltano.yml")));
  return Promise.all(
    plugins.map(async ({ executable, ...plugin }) => ({
      ...plugin,
      executable: executable === null ? null : await lookAtExecutable(executable, project.root, env),
    })),
  );
}

function jobFact(name: string, project: MeltanoProject): JobFact {
  const blocks = extractLoadBlocks([name], project);
  const unwatched = blocks.filter(({ watched }) => !watched);
  return { name, pairs: blocks.length, unwatched: unwatched.map(({ tap, target }) => `${tap} → ${target}`) };
}

/** What lacks a variable is told of its channel, not of the file. */
function configFact({ file, problems, misconfigured, settings }: LoadedConfig): ConfigFact {
  const channels = Object.entries(settings.channels).map(([name, { type }]) => ({ name, type }));
  const lacking = misconfigured.filter(({ path }) => path.startsWith("channels."));
  const isTold = (path: string): boolean =>
    lacking.some((part) => path === part.path || path.startsWith(`${part.path}.`));
  return { file, channels, misconfigured: lacking, problems: problems.filter(({ path }) => !isTold(path)) };
}

/** Files and folders of ours that group or others may look into, the outermost first. */
function openToOthers(folder: string): string[] {
  if (process.platform === "win32" || !existsSync(folder)) return [];
  const inside = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return [folder, ...inside].filter(
    (path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
  );
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function loggingFile(root: string, env: Environment): string | null {
  const file = resolve(root, env["MELTANO_CLI_LOG_CONFIG"] || "logging.yaml");
  return existsSync(file) && hasOtherHandlers(readFileSync(file, "utf8")) ? file : null;
}
