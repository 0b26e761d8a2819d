import { basename, join, resolve } from "node:path";
import { isSecretName } from "../lib/redaction/index.ts";
import { listOf, mapOf, textOf, type YamlMap } from "./document.ts";
import { readLockFile } from "./lock-file.ts";
import { readProjectDocument } from "./project-files.ts";
import type { Variables } from "./variables.ts";

export interface MeltanoJob {
  readonly name: string;
  /** The text of each task, as it could stand behind `meltano run`. */
  readonly tasks: readonly string[];
}

export interface MeltanoSchedule {
  readonly name: string;
  /** `@daily`, `@once`, or a cron expression; `null` where none is given. */
  readonly interval: string | null;
  /** `null` for the older kind, which names an extractor and a loader. */
  readonly job: string | null;
}

export interface MeltanoPlugin {
  /** Meltano's plural: `extractors`, `loaders`, `mappers`, `utilities`, … */
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
  readonly inheritFrom: string | null;
  readonly capabilities: readonly string[];
  readonly settings: readonly { readonly name: string; readonly sensitive: boolean }[];
}

/** What a Meltano project says of itself. */
export interface MeltanoProject {
  readonly root: string;
  /** The name of its folder. */
  readonly name: string;
  readonly projectId: string | null;
  /** The absolute `.meltano` folder, wherever `MELTANO_SYS_DIR_ROOT` has put it. */
  readonly sysDir: string;
  readonly defaultEnvironment: string | null;
  readonly environments: readonly string[];
  readonly jobs: readonly MeltanoJob[];
  readonly schedules: readonly MeltanoSchedule[];
  readonly plugins: readonly MeltanoPlugin[];
  readonly mappings: readonly { readonly mapper: string; readonly name: string }[];
  /** `meltano.yml` with its included files, as one. Holds secrets: never stored, never shown. */
  readonly document: YamlMap;
}

/**
 * Reads `meltano.yml`, the files it includes and the lock files beside it. Raises a `ConfigError`
 * (`MELTANO_YML_INVALID`) where Meltano couldn't read them either; an entry that makes no sense is passed over.
 */
export function readProject(root: string, env: Variables): MeltanoProject {
  const document = readProjectDocument(root);
  const plugins = pluginEntries(document);
  return {
    root,
    name: basename(resolve(root)),
    projectId: env["MELTANO_PROJECT_ID"] || textOf(document["project_id"]),
    sysDir: resolve(root, env["MELTANO_SYS_DIR_ROOT"] || join(root, ".meltano")),
    defaultEnvironment: env["MELTANO_DEFAULT_ENVIRONMENT"] || textOf(document["default_environment"]),
    environments: named(document["environments"]).map(({ name }) => name),
    jobs: named(document["jobs"]).map(({ name, entry }) => ({ name, tasks: tasksOf(entry["tasks"]) })),
    schedules: named(document["schedules"]).map(({ name, entry }) => ({
      name,
      interval: textOf(entry["interval"]),
      job: textOf(entry["job"]),
    })),
    plugins: plugins.map(({ type, name, entry }) => pluginOf(root, type, name, entry)),
    mappings: plugins
      .filter(({ type }) => type === "mappers")
      .flatMap(({ name: mapper, entry }) => named(entry["mappings"]).map(({ name }) => ({ mapper, name }))),
    document,
  };
}

/** Every plugin entry of the document, with the plural of its type. */
export function pluginEntries(
  document: YamlMap,
): { readonly type: string; readonly name: string; readonly entry: YamlMap }[] {
  return Object.entries(mapOf(document["plugins"])).flatMap(([type, list]) =>
    named(list).map(({ name, entry }) => ({ type, name, entry })),
  );
}

/** The entries of a list that are maps with a name. */
export function named(list: unknown): { readonly name: string; readonly entry: YamlMap }[] {
  return listOf(list).flatMap((item) => {
    const entry = mapOf(item);
    const name = textOf(entry["name"]);
    return name === null ? [] : [{ name, entry }];
  });
}

function pluginOf(root: string, type: string, name: string, entry: YamlMap): MeltanoPlugin {
  const inheritFrom = textOf(entry["inherit_from"]);
  const lock = readLockFile(root, type, inheritFrom ?? name, textOf(entry["variant"]));
  const settings = new Map(
    [...named(lock["settings"]), ...named(entry["settings"])].map((setting) => [
      setting.name,
      {
        name: setting.name,
        sensitive:
          setting.entry["sensitive"] === true ||
          setting.entry["kind"] === "password" ||
          isSecretName(setting.name),
      },
    ]),
  );
  return {
    type,
    name,
    namespace: textOf(entry["namespace"]) ?? textOf(lock["namespace"]) ?? name.replaceAll("-", "_"),
    inheritFrom,
    capabilities: listOf(entry["capabilities"] ?? lock["capabilities"]).flatMap((item) => textOf(item) ?? []),
    settings: [...settings.values()],
  };
}

/** A task is text, or a list of lists of text; a string instead of a list is one task. */
function tasksOf(tasks: unknown): string[] {
  if (!Array.isArray(tasks)) return flat(tasks) === "" ? [] : [flat(tasks)];
  return tasks.map(flat).filter((task) => task !== "");
}

function flat(task: unknown): string {
  if (Array.isArray(task)) return task.map(flat).filter(Boolean).join(" ");
  return textOf(task)?.trim() ?? "";
}
