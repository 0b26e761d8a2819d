import type { z } from "zod";
import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import { nearest } from "../lib/nearest.ts";
import { isSecretName } from "../lib/redaction/index.ts";
import type { SettingNode } from "./setting-node.ts";
import { nodeAt, nodesAlong, type Path, pathText, valueAt } from "./walk.ts";

/** What is wrong with one value or key, in words, and where. */
export interface Finding {
  readonly path: Path;
  /** Whether the key itself is what shouldn't be there. */
  readonly what: "key" | "value";
  readonly message: string;
  readonly hint: string | null;
  /** A warning takes nothing out of use. Default: error. */
  readonly severity?: "error" | "warning";
  /** An error that takes nothing out of use: what is written still means something, and leaving it out means something else. */
  readonly keeps?: true;
}

/** Whether what a finding is about is not used. */
export function takesAway({ severity, keeps }: Finding): boolean {
  return severity !== "warning" && keeps !== true;
}

/** What zod found, as people read it; one unknown key is one finding. */
export function findingsOf(issue: z.core.$ZodIssue, root: SettingNode, value: Json): Finding[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(root, value, path, key));
  return [valueFinding(issue, root, value, writtenPath(path, value))];
}

/** One value may stand for a list of one: what is wrong with its first item is wrong with the value. */
function writtenPath(path: Path, value: Json): Path {
  const around = path.at(-1) === 0 ? valueAt(value, path.slice(0, -1)) : undefined;
  const isOne = around !== undefined && around !== null && typeof around !== "object";
  return isOne ? path.slice(0, -1) : path;
}

function valueFinding(issue: z.core.$ZodIssue, root: SettingNode, value: Json, path: Path): Finding {
  const node = nodeAt(root, path, value) ?? choiceKeyNode(root, value, path);
  const written = valueAt(value, path);
  const name = pathText(path) || "The file";
  const said = sentenceOf(issue, node);
  if (issue.code === "invalid_key")
    return {
      path,
      what: "key",
      message: `${name} ${issue.issues[0]?.message ?? "is no name for this"}.`,
      hint: null,
    };
  if (written === undefined)
    return { path, what: "value", message: `${name} is missing.`, hint: `It ${said}.` };
  const shown = said.startsWith("must ") && isPrintable(node, root, value, path) ? notThis(written) : "";
  const joined = /^[a-z]/.test(said) ? `${name} ${said}` : `${name}: ${said}`;
  return {
    path,
    what: "value",
    message: `${joined.replace(/\.$/, "")}${shown}.`,
    hint: hintFor(node, written),
  };
}

/** zod's own words are for programmers; those written in a schema are for the person who wrote the file. */
function sentenceOf(issue: z.core.$ZodIssue, node: SettingNode | null): string {
  const ownWords = !/^(Invalid|Too|Unrecognized)\b/.test(issue.message);
  if (ownWords) return issue.message;
  if (issue.code === "too_small") {
    if (issue.origin === "string" || issue.origin === "array") return "must not be empty";
    return `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
  }
  if (issue.code === "too_big") {
    if (issue.origin === "string") return `must have at most ${issue.maximum} characters`;
    return `must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
  }
  return `must be ${expects(node)}`;
}

/** What fits a setting, in words. */
export function expects(node: SettingNode | null): string {
  if (node === null) return "something else";
  if (node.meta.expects !== undefined) return node.meta.expects;
  switch (node.kind) {
    case "object":
    case "map":
      return "a map";
    case "choice":
      return `a map with a ${node.key}: ${oneOf([...node.options.keys()])}`;
    case "list":
      return "a list";
    case "leaf": {
      const words = {
        string: "text",
        number: "a number",
        integer: "a whole number",
        boolean: "true or false",
      };
      const values = node.values.filter((value) => value !== false || !node.values.includes("none"));
      return oneOf([...values.map(String), ...[...node.types].map((type) => words[type])]);
    }
  }
}

function oneOf(words: readonly string[]): string {
  const unique = [...new Set(words)];
  const last = unique.pop() ?? "";
  return unique.length === 0 ? last : `${unique.join(", ")} or ${last}`;
}

/** The key that says which option of a choice is meant has no node while its value is unknown. */
function choiceKeyNode(root: SettingNode, value: Json, path: Path): SettingNode | null {
  const around = nodeAt(root, path.slice(0, -1), value);
  if (around?.kind !== "choice" || path.at(-1) !== around.key) return null;
  const values = [...around.options.keys()];
  return { kind: "leaf", meta: {}, optional: false, default: undefined, types: new Set(), values };
}

/** `user:password@host`, wherever somebody wrote it. */
function holdsPassword(written: Json | undefined): boolean {
  return typeof written === "string" && /[^\s/:@]:[^\s@]+@/.test(written);
}

function isPrintable(node: SettingNode | null, root: SettingNode, value: Json, path: Path): boolean {
  const secret =
    nodesAlong(root, path, value).some(({ meta }) => Boolean(meta.sensitive)) ||
    holdsPassword(valueAt(value, path));
  return node !== null && !secret && !path.some((key) => typeof key === "string" && isSecretName(key));
}

function notThis(written: Json): string {
  if (Array.isArray(written)) return ", not a list";
  if (isJsonObject(written)) return ", not a map";
  const text = String(written);
  return text === "" || text.length > 40 || text.includes("://") ? "" : `, not ${JSON.stringify(written)}`;
}

function hintFor(node: SettingNode | null, written: Json): string | null {
  if (node?.kind !== "leaf" || typeof written !== "string") return null;
  if (node.types.has("boolean") && /^(yes|no|on|off)$/i.test(written))
    return "In YAML 1.2 only true and false are booleans.";
  if ((node.types.has("integer") || node.types.has("number")) && Number.isFinite(Number(written)))
    return "Write it without quotes.";
  const meant = nearest(
    written,
    node.values.filter((value) => typeof value === "string"),
  );
  return meant === null ? null : `Did you mean ${meant}?`;
}

function unknownKey(root: SettingNode, value: Json, around: Path, key: string): Finding {
  const node = nodeAt(root, around, value);
  const known = node === null ? [] : keysOf(node, valueAt(value, around));
  const where = around.length === 0 ? "at the top" : `in ${pathText(around)}`;
  const finding = { path: [...around, key], what: "key" as const };
  const message = `There is no key ${JSON.stringify(key).slice(1, -1)} ${where}.`;
  const near = nearest(key, known);
  if (near !== null) return { ...finding, message, hint: `Did you mean ${near}?` };
  const places = placesOf(root, (field) => field === key);
  const elsewhere = places.length > 0 ? places : placesOf(root, (field) => nearest(key, [field]) !== null);
  if (elsewhere.length > 0)
    return { ...finding, message, hint: `It belongs at ${elsewhere.slice(0, 2).join(" or ")}.` };
  return { ...finding, message, hint: known.length === 0 ? null : `Known here: ${known.join(", ")}.` };
}

function keysOf(node: SettingNode, value: Json | undefined): string[] {
  if (node.kind === "object") return [...node.fields.keys()];
  if (node.kind !== "choice" || !isJsonObject(value)) return [];
  return [...(node.options.get(String(value[node.key]))?.fields.keys() ?? [])];
}

/** Every place in the file with such a key, fixed ones first: `run.stall_after`, `channels.<name>.url`. */
function placesOf(root: SettingNode, fits: (field: string) => boolean): string[] {
  const places = placesBelow(root, fits, []);
  const isFixed = (place: string): boolean => !place.includes("<");
  return [...places.filter(isFixed), ...places.filter((place) => !isFixed(place))];
}

function placesBelow(node: SettingNode, fits: (field: string) => boolean, path: readonly string[]): string[] {
  switch (node.kind) {
    case "object":
      return [...node.fields].flatMap(([field, child]) => [
        ...(fits(field) ? [[...path, field].join(".")] : []),
        ...placesBelow(child, fits, [...path, field]),
      ]);
    case "map":
      return placesBelow(node.value, fits, [...path, "<name>"]);
    case "choice":
      return [...new Set([...node.options.values()].flatMap((option) => placesBelow(option, fits, path)))];
    case "list":
    case "leaf":
      return [];
  }
}
