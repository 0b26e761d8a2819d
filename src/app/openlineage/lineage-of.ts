import { accessSync, constants, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { type LineageConfig, lineageConfig } from "../../audit/openlineage/lineage-config.ts";
import { loadConfig } from "../../config/load.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Environment, OpenedProject } from "../open-project.ts";

type LineageSettings = OpenedProject["config"]["settings"]["openlineage"];
type Project = Pick<OpenedProject, "project" | "environment" | "env" | "config">;

/** Where the lineage of an environment's runs is told, by all that is set: each environment may have its own. */
export function lineageOf(opened: Project, environment: string): LineageConfig {
  const { project, env } = opened;
  return lineageBy(settingsOf(opened, environment), project.root, env);
}

/** The same of settings at hand: of ours, and those of OpenLineage's own client. Its `problems` are sentences. */
export function lineageBy(settings: LineageSettings, root: string, env: Environment): LineageConfig {
  const file = clientFile(root, env);
  const read = file === null ? { content: null, problems: [] } : readClientFile(file);
  const config = lineageConfig({ settings, env, file: read.content, root });
  return { ...config, problems: [...read.problems, ...config.problems] };
}

/** The project's own settings hold for its own environment as they are: a drill changes them. */
function settingsOf({ project, environment: own, env, config }: Project, environment: string) {
  if (environment === own) return config.settings.openlineage;
  const { root, sysDir } = project;
  return loadConfig({ root, sysDir, env, environment, job: null, overrides: {} }).settings.openlineage;
}

/** The file that OpenLineage's client reads, looked for where it looks; the project's folder is where we work. */
function clientFile(root: string, env: Environment): string | null {
  const { OPENLINEAGE_CONFIG: named, HOME: home } = env;
  const places = [
    ...(named ? [resolve(root, named)] : []),
    join(root, "openlineage.yml"),
    ...(home ? [join(home, ".openlineage", "openlineage.yml")] : []),
  ];
  return places.find(isReadable) ?? null;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    // Not there, or not for us: the next place is looked at.
    return false;
  }
}

function readClientFile(path: string): { readonly content: unknown; readonly problems: readonly string[] } {
  try {
    return { content: parse(readFileSync(path, "utf8"), { logLevel: "silent" }), problems: [] };
  } catch (thrown) {
    const why = messageOf(thrown).split("\n")[0] ?? "";
    return { content: null, problems: [`${path} could not be read: ${why}`] };
  }
}
