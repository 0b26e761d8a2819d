import { resolve } from "node:path";
import { type HealthCheckSettings, healthCheckSettings } from "../../health/settings.ts";
import {
  extractLoadBlocks,
  type MeltanoProject,
  type PluginSettings,
  pluginFamily,
  pluginSettings,
} from "../../meltano/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { type Draft, draftCheck } from "./draft-check.ts";

/** A check that nobody wrote: of a plugin that jobs use. */
export interface DerivedCheck {
  readonly name: string;
  readonly plugin: string;
  /** `null` where the plugin's settings don't say where it leads. */
  readonly settings: HealthCheckSettings | null;
  /** Why there is none. */
  readonly reason: string | null;
  /** What the check would be written as, with its secrets; empty where there is none. */
  readonly keys: Draft["keys"];
  /** Which of the plugin's settings a key was read from. */
  readonly from: Draft["from"];
}

/** A check for each tap and target of the project's jobs, and of `more`, but for those that are `stoodFor` already. */
export function deriveChecks(
  { project, env, environment }: Pick<OpenedProject, "project" | "env" | "environment">,
  stoodFor: ReadonlySet<string>,
  more: readonly string[] = [],
): DerivedCheck[] {
  return [...new Set([...pluginsOfJobs(project), ...more])]
    .filter((plugin) => !stoodFor.has(plugin))
    .map((plugin) => derivedCheck({ project, env, environment }, plugin));
}

/** The check that a plugin's settings lead to, whether or not a job uses it. */
export function derivedCheck(
  { project, env, environment }: Pick<OpenedProject, "project" | "env" | "environment">,
  plugin: string,
): DerivedCheck {
  return checkOfSettings(plugin, pluginSettings(project, plugin, { environment, env }), project);
}

/** The taps and targets of all jobs; of all that there are, where there are no jobs. */
function pluginsOfJobs(project: MeltanoProject): string[] {
  const blocks = extractLoadBlocks(
    project.jobs.map(({ name }) => name),
    project,
  );
  const used = blocks.flatMap(({ tap, target }) => [tap, target]);
  const all = project.plugins.filter(({ type }) => type === "extractors" || type === "loaders");
  return [...new Set(used.length > 0 ? used : all.map(({ name }) => name))];
}

/** The jobs that use a plugin. */
export function jobsOf(plugin: string, project: MeltanoProject): string[] {
  return project.jobs
    .map(({ name }) => name)
    .filter((job) =>
      extractLoadBlocks([job], project).some(({ tap, target }) => tap === plugin || target === plugin),
    );
}

/** The check that these settings of a plugin lead to. */
export function checkOfSettings(
  plugin: string,
  settings: PluginSettings | null,
  project: MeltanoProject,
): DerivedCheck {
  const none = (reason: string): DerivedCheck => ({
    name: plugin,
    plugin,
    settings: null,
    reason,
    keys: new Map(),
    from: new Map(),
  });
  if (settings === null) return none("meltano.yml has no such plugin");
  const family = familyOf(plugin, project);
  const isTarget = project.plugins.some(({ name, type }) => name === plugin && type === "loaders");
  const draft = draftCheck({ plugin, family, isTarget, settings });
  if (draft === null) return none("its settings don't say where it leads");
  const keys = Object.fromEntries(draft.keys);
  const path = keys["path"];
  const absolute = typeof path === "string" ? { path: resolve(project.root, path) } : {};
  const read = healthCheckSettings.safeParse({ ...keys, ...absolute, plugins: [plugin] });
  if (!read.success) {
    const issue = read.error.issues[0];
    return none(`its settings make no check: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim());
  }
  return { name: plugin, plugin, settings: read.data, reason: null, ...draft };
}

/** What tells what a plugin speaks to: its family, and the namespace of one with a name of its own. */
function familyOf(plugin: string, project: MeltanoProject): string {
  const namespace = project.plugins.find(({ name }) => name === plugin)?.namespace ?? "";
  return `${pluginFamily(project, plugin)} ${namespace.replaceAll("_", "-")}`;
}
