import { join, resolve } from "node:path";
import type { Json } from "../lib/canonical-json.ts";
import { ConfigError, messageOf } from "../lib/errors.ts";
import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import { nearest } from "../lib/nearest.ts";
import { parseSettingsJson } from "../quality/settings.ts";
import { readConfigFile } from "./config-file.ts";
import { gatingFaults } from "./gating.ts";
import { configHash } from "./hash.ts";
import { checkLayer, makeEffective } from "./layers.ts";
import { isOfMappers, mapperKeys } from "./mapper-keys.ts";
import { mapperScope } from "./mapper-schema.ts";
import { mergeLayer, withoutNulls } from "./merge.ts";
import type { Finding } from "./messages.ts";
import type { Problem } from "./problem.ts";
import { escapeReferences, type ReferenceSource } from "./references.ts";
import type { Settings } from "./schema.ts";
import { unflatten, valueOfText } from "./text-value.ts";
import { leavesOf, pathText, valueAt, withValue } from "./walk.ts";

/** Keys of a mapping's own `config:` that stand in no file. */
const mappingKeys = ["config_file", "checks"] as const;

export interface MapperConfig {
  readonly settings: Pick<Settings, (typeof mapperKeys)[number]>;
  /** `off`: count, segments and timing, nothing looked into beyond a message's head. */
  readonly checks: "on" | "off";
  readonly problems: readonly Problem[];
  /** `streams` of the file, then of the mapping: for one check of a stream the later wins. */
  readonly streamLayers: readonly Settings["streams"][];
  /** `settings.store.url`, else the SQLite file in Meltano's system folder; `null` outside a project. */
  readonly storeUrl: string | null;
  /** What Meltano told this process; `null` where it did not. Nothing else of the environment is read. */
  readonly meltano: {
    readonly projectRoot: string | null;
    readonly sysDir: string | null;
    readonly environment: string | null;
    readonly runId: string | null;
    readonly extractor: string | null;
    readonly bufferSize: number | null;
  };
  readonly disabled: boolean;
  readonly hash: string;
}

export interface MapperLoadOptions {
  /** What `--config` named, in order; the later wins. */
  readonly configFiles: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; throws where it can't be read (`code` ENOENT where there is none). */
  readonly readFile: (path: string) => string;
}

/**
 * The mapper's settings: its mapping's config, over the few keys of `pitchpipe.yml` that are its own. Raises `MAPPER_CONFIG`
 * where a `--config` file can't be read, because then nobody knows what was asked for; anything else is in `problems`.
 */
export function loadMapperConfig({ configFiles, env, readFile }: MapperLoadOptions): MapperConfig {
  const meltano = toldByMeltano(env);
  const mapping = configFiles.map((file) => readMapping(file, readFile)).reduce(overlay, {});
  const { config_file: configFile, checks, ...given } = mapping;
  const file = fileLayer(configFile, meltano, readFile);
  const references = sourceOf([file.value, given], meltano.projectRoot ?? "", { env, readFile });
  const source = { ...references, scope: mapperScope };
  const base = checkLayer({}, file.value, source);
  const own = checkLayer(base.value, onlyKnown(given), source);
  const merged = mergeLayer(mapperScope.node, base.value, withVariable(own.value, env));
  const { output, written } = makeEffective(merged, source);
  refuseWrongGates([
    ...gatingFaults(file.value, base.findings).map((finding) => problemAt(finding, file.name)),
    ...gatingFaults(given, own.findings).map((finding) => problemAt(finding, "the mapping")),
    ...(file.hidesGates ? file.problems : []),
  ]);
  const path = output.quarantine.path ?? resolve(meltano.sysDir ?? ".meltano", "pitchpipe", "quarantine");
  return {
    settings: { ...output, quarantine: { ...output.quarantine, path } },
    streamLayers: [base.value, own.value].map((layer) =>
      valueAt(layer, ["streams"]) === undefined ? {} : makeEffective(layer, source).output.streams,
    ),
    checks: checks === "off" || checks === false ? "off" : "on",
    problems: [
      ...file.problems,
      ...base.findings.map((finding) => problemAt(finding, file.name)),
      ...unknownKeys(given),
      ...own.findings.map((finding) => problemAt(finding, "the mapping")),
      ...[...base.unset, ...own.unset].map(({ path, missing }) => unsetProblem(pathText(path), missing)),
    ],
    storeUrl:
      output.store.url ?? (meltano.sysDir && `sqlite:${join(meltano.sysDir, "pitchpipe", "pitchpipe.db")}`),
    meltano,
    disabled: /^(true|1|yes|on)$/i.test(env["PITCHPIPE_DISABLED"] ?? ""),
    hash: configHash(mapperScope.node, written),
  };
}

function toldByMeltano(env: MapperLoadOptions["env"]): MapperConfig["meltano"] {
  const projectRoot = env["MELTANO_PROJECT_ROOT"] || null;
  const bufferSize = Number(env["MELTANO_ELT_BUFFER_SIZE"] || Number.NaN);
  return {
    projectRoot,
    sysDir: env["MELTANO_SYS_DIR_ROOT"] || (projectRoot && join(projectRoot, ".meltano")),
    environment: env["MELTANO_ENVIRONMENT"] || null,
    runId: env["MELTANO_RUN_ID"] || null,
    extractor: env["MELTANO_EXTRACTOR_NAME"] || null,
    bufferSize: Number.isInteger(bufferSize) && bufferSize > 0 ? bufferSize : null,
  };
}

function readMapping(file: string, readFile: MapperLoadOptions["readFile"]): JsonObject {
  if (file === "ENV")
    throw refused(
      "`--config ENV` is not taken.",
      "Meltano leaks the tap's secrets into a mapper's variables.",
    );
  let content: unknown;
  try {
    content = parseSettingsJson(readFile(file));
  } catch (thrown) {
    const syntax = thrown instanceof SyntaxError;
    // The parser's own message quotes the text, which may hold a secret.
    const why = syntax ? "It is not JSON." : messageOf(thrown);
    throw refused(`The mapper's config ${file} could not be read.`, why);
  }
  if (!isJsonObject(content))
    throw refused(`The mapper's config ${file} is not a JSON object.`, "Meltano writes a map there.");
  return withoutEmpty(unflatten(withoutNulls(content as JsonObject), mapperScope.node));
}

function refused(what: string, why: string): ConfigError {
  return new ConfigError({
    code: "MAPPER_CONFIG",
    what,
    why,
    whatToDo: "Call it as `pitchpipe-mapper --config FILE`, with a JSON file such as {}.",
  });
}

/** Texts from variables arrive as texts, whatever the setting is; an empty one counts as not set. */
function withoutEmpty(value: Json): JsonObject {
  let typed: Json = value;
  for (const { path, node, value: text } of leavesOf(mapperScope.node, value))
    if (typeof text === "string" && !node.types.has("string"))
      typed = withValue(typed, path, valueOfText(text, node) ?? text);
  const map = isJsonObject(typed) ? typed : {};
  return Object.fromEntries(Object.entries(map).filter(([, item]) => item !== ""));
}

function overlay(below: JsonObject, above: JsonObject): JsonObject {
  const merged = mergeLayer(mapperScope.node, below, above);
  return isJsonObject(merged) ? merged : {};
}

/** Rows that a rule should have stopped would pass without it. */
function refuseWrongGates([first]: readonly Problem[]): void {
  if (first === undefined) return;
  throw new ConfigError({
    code: "GATING_RULE_INVALID",
    what: "A rule that keeps rows back or ends the run is wrong, so nothing is passed on.",
    why: first.message,
    whatToDo: first.hint ?? "Mend it, see `pitchpipe config check`.",
  });
}

interface FileLayer {
  readonly hidesGates: boolean;
  readonly value: JsonObject;
  readonly name: string;
  readonly problems: readonly Problem[];
}

function fileLayer(
  configFile: Json | undefined,
  { projectRoot, environment }: MapperConfig["meltano"],
  readFile: MapperLoadOptions["readFile"],
): FileLayer {
  const name = typeof configFile === "string" ? configFile : "pitchpipe.yml";
  if (projectRoot === null && typeof configFile !== "string")
    return { value: {}, name, problems: [], hidesGates: false };
  const file = readConfigFile(resolve(projectRoot ?? "", name), { required: false, readFile });
  const named = file.environments[environment ?? ""] ?? {};
  return {
    value: overlay(onlyKnown(file.base), onlyKnown(named)),
    name,
    problems: file.problems,
    hidesGates: file.hidesGates,
  };
}

function onlyKnown(value: JsonObject): JsonObject {
  const known = Object.entries(value).filter(([key]) => isOfMappers([key]));
  return Object.fromEntries(
    known.map(([key, item]) => [key, isJsonObject(item) ? onlyOwn(key, item) : item]),
  );
}

function onlyOwn(key: string, value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([inner]) => isOfMappers([key, inner])));
}

/** Of the process's variables only those that a store's URL names, the later layer's URL first. */
function sourceOf(
  layers: readonly JsonObject[],
  root: string,
  { env, readFile }: Pick<MapperLoadOptions, "env" | "readFile">,
): ReferenceSource {
  const urls = layers.flatMap(({ store }) =>
    isJsonObject(store) && typeof store["url"] === "string" ? [store["url"]] : [],
  );
  const names = urls.flatMap((url) => [...url.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name));
  return { env: Object.fromEntries(names.map((name) => [name, env[name]])), root, readFile };
}

/** All processes must meet in one store, also where it is set for them by variable. */
function withVariable(value: Json, env: MapperLoadOptions["env"]): Json {
  const url = env["PITCHPIPE_STORE_URL"];
  return url ? withValue(value, ["store", "url"], escapeReferences(url)) : value;
}

function unknownKeys(given: JsonObject): Problem[] {
  const known: readonly string[] = [...mapperKeys, ...mappingKeys];
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = nearest(key, known);
      const hint = meant === null ? `Known there: ${known.join(", ")}.` : `Did you mean ${meant}?`;
      return problem(key, "error", `There is no key ${key} in a mapping's config.`, hint);
    });
}

function problemAt({ path, message, hint, severity = "error" }: Finding, where: string): Problem {
  return problem(pathText(path), severity, `${where}: ${message}`, hint);
}

function unsetProblem(path: string, missing: readonly string[]): Problem {
  const hint = "A mapper sees only variables that store.url names.";
  return problem(path, "warning", `${path} refers to ${missing.join(" and ")}, which is not set.`, hint);
}

function problem(path: string, severity: Problem["severity"], message: string, hint: string | null): Problem {
  return { path, line: null, column: null, severity, message, hint };
}
