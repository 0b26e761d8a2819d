import { readFileSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseDocument } from "yaml";
import { ConfigError, messageOf } from "../lib/errors.ts";
import { listOf, mapOf, textOf, type YamlMap } from "./document.ts";
import { glob } from "./glob.ts";

/** The keys that included files may add to. */
const sharedKeys: ReadonlySet<string> = new Set(["plugins", "schedules", "environments", "jobs"]);

/** `meltano.yml` with the files of its `include_paths` merged into it: maps by key, lists one behind the other. */
export function readProjectDocument(root: string): YamlMap {
  const main = readYaml(root, "meltano.yml");
  const included = listOf(main["include_paths"]).flatMap((pattern) => glob(root, textOf(pattern) ?? ""));
  const files = [...new Set(included)].filter((file) => file !== "meltano.yml" && isInside(root, file));
  return mapOf(
    files
      .map((file) => shared(readYaml(root, file)))
      .reduce((merged: unknown, more) => merge(merged, more), main),
  );
}

function shared(document: YamlMap): YamlMap {
  return Object.fromEntries(Object.entries(document).filter(([key]) => sharedKeys.has(key)));
}

function readYaml(root: string, file: string): YamlMap {
  let text: string;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch (thrown) {
    throw invalid(`${file} could not be read.`, messageOf(thrown), thrown);
  }
  const document = parseDocument(text, { version: "1.2", merge: true, logLevel: "silent", stringKeys: true });
  const [error] = document.errors;
  if (error) throw invalid(`${file} is not valid YAML.`, error.message.split("\n")[0] ?? "", error);
  const content: unknown = toPlain(document, file);
  if (content !== null && (typeof content !== "object" || Array.isArray(content)))
    throw invalid(`${file} is not a map of keys.`, "Meltano can't read it either.");
  return mapOf(content);
}

/** Aliases that multiply without end are refused here, not before. */
function toPlain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (thrown) {
    throw invalid(`${file} is not valid YAML.`, messageOf(thrown), thrown);
  }
}

function invalid(what: string, why: string, cause?: unknown): ConfigError {
  const whatToDo = "Correct the file; `meltano compile` shows what Meltano makes of it.";
  return new ConfigError({ code: "MELTANO_YML_INVALID", what, why, whatToDo, cause });
}

function merge(base: unknown, more: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(more)) return [...base, ...more];
  if (base === undefined || base === null || Array.isArray(base) || Array.isArray(more)) return more ?? base;
  if (typeof base !== "object" || typeof more !== "object" || more === null) return more;
  const [below, above] = [mapOf(base), mapOf(more)];
  return Object.fromEntries(
    Object.keys({ ...below, ...above }).map((key) => [
      key,
      key in below && key in above ? merge(below[key], above[key]) : (above[key] ?? below[key]),
    ]),
  );
}

/** Meltano refuses a link that leads out of the project. */
function isInside(root: string, file: string): boolean {
  const path = relative(realpathSync(root), realpathSync(join(root, file)));
  return path !== ".." && !path.startsWith(`..${sep}`);
}
