import { ConfigError, messageOf } from "../lib/errors.ts";
import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import { speaksOfGates } from "./gating.ts";
import { currentVersion } from "./general-settings.ts";
import type { Problem } from "./problem.ts";
import { parseYamlFile, type YamlFile } from "./yaml-file.ts";

/** A file taken apart: what holds everywhere, what holds in one environment. */
export interface ConfigFile {
  /** `null` where there is none. */
  readonly path: string | null;
  readonly base: JsonObject;
  readonly environments: Readonly<Record<string, JsonObject>>;
  readonly problems: readonly Problem[];
  /** It can't be read, and rules that keep rows back seem to stand in it. */
  readonly hidesGates: boolean;
  readonly place: YamlFile["place"];
}

const nowhere: ConfigFile = {
  path: null,
  base: {},
  environments: {},
  problems: [],
  hidesGates: false,
  place: () => ({ line: null, column: null }),
};

/** Reads and takes apart a configuration file. One that somebody asked for must be there. */
export function readConfigFile(
  path: string,
  { required, readFile }: { readonly required: boolean; readonly readFile: (path: string) => string },
): ConfigFile {
  let text: string;
  try {
    text = readFile(path);
  } catch (thrown) {
    const missing = thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
    if (required)
      throw new ConfigError({
        code: "CONFIG_UNREADABLE",
        what: `${path} could not be read.`,
        why: messageOf(thrown),
        whatToDo: "Check its name and its permissions.",
        cause: thrown,
      });
    return missing ? nowhere : { ...nowhere, path, problems: [unreadable(path, thrown)] };
  }
  const file = parseYamlFile(text);
  const broken = file.problems.length > 0;
  const { version, environments, ...base } = file.content;
  const problems = broken
    ? file.problems
    : [...versionProblems(version, file), ...environmentProblems(environments, file)];
  const hidesGates = broken && speaksOfGates(text);
  return { path, base, environments: mapsOf(environments), problems, hidesGates, place: file.place };
}

function mapsOf(environments: unknown): Record<string, JsonObject> {
  if (!isJsonObject(environments)) return {};
  return Object.fromEntries(
    Object.entries(environments).flatMap(([name, layer]) => (isJsonObject(layer) ? [[name, layer]] : [])),
  );
}

function unreadable(path: string, thrown: unknown): Problem {
  const message = `${path} could not be read: ${messageOf(thrown)}`;
  return { path: "", line: null, column: null, severity: "error", message, hint: "Nothing of it is used." };
}

function versionProblems(version: unknown, file: YamlFile): Problem[] {
  if (version === currentVersion) return [];
  const newer = typeof version === "number" && version > currentVersion;
  const missing = version === undefined;
  return [
    {
      path: "version",
      ...file.place(["version"]),
      severity: "error",
      message: missing
        ? "version is missing."
        : `version must be ${currentVersion}, not ${JSON.stringify(version)}.`,
      hint: newer
        ? "The file was written for a newer pitchpipe; update this one."
        : `Write \`version: ${currentVersion}\` at the top of the file.`,
    },
  ];
}

function environmentProblems(environments: unknown, file: YamlFile): Problem[] {
  if (environments === undefined) return [];
  const wrong = isJsonObject(environments)
    ? Object.keys(environments).filter((name) => !isJsonObject(environments[name]))
    : [null];
  return wrong.map((name) => {
    const path = name === null ? ["environments"] : ["environments", name];
    const message = `${path.join(".")} must be a map of settings.`;
    return { path: path.join("."), ...file.place(path), severity: "error", message, hint: null };
  });
}
