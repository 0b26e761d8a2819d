import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import { ConfigError } from "../../lib/errors.ts";

/** A `meltano.yml` as text and as what the text says; the nodes' ranges are offsets into the text. */
export interface YamlSource {
  readonly text: string;
  readonly document: Document.Parsed;
  /** `null` for a file without anything but comments. */
  readonly root: YAMLMap | null;
  readonly eol: "\n" | "\r\n";
}

/** Reads the text; raises `MELTANO_YML_INVALID` with line and column where it is no YAML map. */
export function readSource(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw invalid(`line ${line}, column ${col}: ${problem.message}`);
  }
  const { contents } = document;
  const empty = contents === null || (isScalar(contents) && contents.value === null);
  if (!empty && !isMap(contents)) throw invalid("it is not a map of keys to values");
  return { text, document, root: isMap(contents) ? contents : null, eol: eolOf(text) };
}

/** The pair of a map with this key, or `null`. */
export function pairOf(map: unknown, key: string): Pair | null {
  if (!isMap(map)) return null;
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) ?? null;
}

/** The value under a key as a plain string, or `null`. */
export function textOf(map: unknown, key: string): string | null {
  const value = pairOf(map, key)?.value;
  return isScalar(value) && typeof value.value === "string" ? value.value : null;
}

function eolOf(text: string): "\n" | "\r\n" {
  const windows = text.split("\r\n").length - 1;
  return windows * 2 > text.split("\n").length - 1 ? "\r\n" : "\n";
}

function invalid(why: string): ConfigError {
  return new ConfigError({
    code: "MELTANO_YML_INVALID",
    what: "meltano.yml could not be read, so nothing was changed.",
    why,
    whatToDo: "Repair that line; `meltano config meltano list` shows whether Meltano can read the file.",
  });
}
