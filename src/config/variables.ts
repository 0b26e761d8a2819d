import type { Json } from "../lib/canonical-json.ts";
import { nearest } from "../lib/nearest.ts";
import { otherVariables } from "./other-variables.ts";
import type { Problem } from "./problem.ts";
import { escapeReferences } from "./references.ts";
import { seedVariables } from "./seed-variables.ts";
import type { SettingNode } from "./setting-node.ts";
import { valueOfText } from "./text-value.ts";
import { type Path, pathText, withValue } from "./walk.ts";

const variablePrefix = "PITCHPIPE_";

/** A setting that a variable can set: a scalar outside maps, or a map or list as a whole. */
export interface VariableSetting {
  readonly name: string;
  readonly path: Path;
  readonly node: SettingNode;
}

/** Every variable there is, in the order of the schema. */
export function variableSettings(root: SettingNode, path: Path = []): VariableSetting[] {
  if (root.kind === "object")
    return [...root.fields].flatMap(([key, field]) => variableSettings(field, [...path, key]));
  return [{ name: variableOf(path), path, node: root }];
}

/** `run.stall_after` is set by `PITCHPIPE_RUN_STALL_AFTER`. */
export function variableOf(path: Path): string {
  return (
    variablePrefix +
    path
      .join("_")
      .replaceAll(/[^A-Za-z0-9]/g, "_")
      .toUpperCase()
  );
}

export interface VariableLayer {
  readonly value: Json;
  /** Which variable set what. */
  readonly sources: readonly VariableSetting[];
  readonly problems: readonly Problem[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The layer that the variables make. An empty one counts as not set; one nobody knows is a warning. */
export function readVariables(root: SettingNode, env: Variables): VariableLayer {
  const all = variableSettings(root);
  const sources: VariableSetting[] = [];
  const problems: Problem[] = unknownVariables(all, env);
  let value: Json = {};
  for (const setting of all) {
    const text = env[setting.name];
    if (text === undefined || text === "") continue;
    const read = valueOfText(text, setting.node);
    if (read === undefined) problems.push(unreadable(setting.name, setting.node));
    else {
      const literal = typeof read === "string" ? escapeReferences(read) : read;
      value = withValue(value, setting.path, literal);
      sources.push(setting);
    }
  }
  return { value, sources, problems };
}

/** The layer that `--set`-like overrides make; they are written as dotted paths. */
export function readOverrides(
  root: SettingNode,
  overrides: Readonly<Record<string, string>>,
): Pick<VariableLayer, "value" | "problems"> {
  const all = new Map(variableSettings(root).map((setting) => [pathText(setting.path), setting]));
  const problems: Problem[] = [];
  let value: Json = {};
  for (const [path, text] of Object.entries(overrides)) {
    const setting = all.get(path);
    const read = setting ? valueOfText(text, setting.node) : undefined;
    if (setting && read !== undefined) value = withValue(value, setting.path, read);
    else problems.push(setting ? unreadable(path, setting.node) : unknownPath(path, all.keys()));
  }
  return { value, problems };
}

function unknownVariables(all: readonly VariableSetting[], env: Variables): Problem[] {
  const known = new Set([...all.map(({ name }) => name), ...otherVariables, ...seedVariables]);
  const structures = all.filter(({ node }) => node.kind !== "leaf");
  return Object.entries(env)
    .filter(([name, text]) => name.startsWith(variablePrefix) && text && !known.has(name))
    .filter(
      ([name]) => !name.startsWith(`${variablePrefix}_`) && !name.startsWith(`${variablePrefix}MAPPER__`),
    )
    .flatMap(([name]) => {
      // Meltano exports a map twice: as a whole, and each of its leaves.
      const around = structures.find((setting) => name.startsWith(`${setting.name}_`));
      if (around && env[around.name]) return [];
      const meant = nearest(name, known);
      const hint = around
        ? `What is inside ${pathText(around.path)} is set as JSON, all of it, by ${around.name}.`
        : meant && `Did you mean ${meant}?`;
      return [problem(name, "warning", `There is no variable ${name}; it does nothing.`, hint)];
    });
}

function unreadable(name: string, node: SettingNode): Problem {
  const shape = node.kind === "list" ? "list" : "map";
  return problem(name, "error", `${name} must hold a ${shape} as JSON.`, "It is not used.");
}

function unknownPath(path: string, known: Iterable<string>): Problem {
  const meant = nearest(path, known);
  return problem(path, "error", `There is no setting ${path}.`, meant && `Did you mean ${meant}?`);
}

function problem(
  path: string,
  severity: Problem["severity"],
  message: string,
  hint: string | null | undefined,
): Problem {
  return { path, line: null, column: null, severity, message, hint: hint ?? null };
}
