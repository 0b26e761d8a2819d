import type { ErrorObject } from "ajv";
import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { isParsedByTargets, isTargetParseable } from "./date-formats.ts";

/** One thing in a record that its schema doesn't allow. */
export interface Violation {
  /** Where in the record, from `$`: `$.lines[*].price`. Equal for all items of a list. */
  readonly path: string;
  readonly keyword: string;
  /** What is asked for, without the value that was found. */
  readonly message: string;
  /** The value that was found, as JSON text of at most 200 characters, not redacted; `null` where something is missing. */
  readonly found: string | null;
  /** Whether a target built with the Meltano SDK ends here. */
  readonly targetCrash: boolean;
  /** Whether the schema's own dialect refuses it; `false` for `1.0` as an integer from draft 6 on. */
  readonly isInvalid: boolean;
}

/** An ajv error in our words. */
export function violationOf(error: ErrorObject, record: Json, numbers: NumberTexts): Violation {
  const pointer = pointerOf(error);
  const place = placeOf(record, pointer);
  return {
    path: pathOf(pointer),
    keyword: error.keyword,
    message: messageOf(error),
    found: place === null ? null : textOf(place, numbers),
    targetCrash: error.keyword !== "format" || isUnparseable(error, pointer, place?.value),
    isInvalid: true,
  };
}

/**
 * Errors without those that only say why a branch of `anyOf`, `oneOf` or `if` was not taken, which the error of the
 * whole tells already.
 */
export function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const wholes = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  return errors.filter(
    (error) => error.keyword !== "if" && !wholes.some((whole) => isBranchOf(error, whole)),
  );
}

function isBranchOf(error: ErrorObject, whole: ErrorObject): boolean {
  if (error === whole || !error.instancePath.startsWith(whole.instancePath)) return false;
  return (
    error.schemaPath.startsWith(`${whole.schemaPath}/`) || /^#\/(definitions|\$defs)\//.test(error.schemaPath)
  );
}

/** Where the trouble is: for what is missing or too much, the property itself. */
function pointerOf({ keyword, instancePath, params }: ErrorObject): readonly string[] {
  const parts = instancePath.split("/").slice(1).map(unescapePointer);
  const name = namedProperty[keyword];
  const property = name === undefined ? undefined : params[name];
  return typeof property === "string" ? [...parts, property] : parts;
}

const namedProperty: Readonly<Record<string, string>> = {
  required: "missingProperty",
  additionalProperties: "additionalProperty",
  unevaluatedProperties: "unevaluatedProperty",
  dependencies: "missingProperty",
  dependentRequired: "missingProperty",
};

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function pathOf(pointer: readonly string[]): string {
  return `$${pointer.map((part) => (/^\d+$/.test(part) ? "[*]" : `.${part}`)).join("")}`;
}

interface Place {
  readonly holder: object;
  readonly key: string;
  readonly value: Json;
}

function placeOf(record: Json, pointer: readonly string[]): Place | null {
  let place: Place = { holder: {}, key: "", value: record };
  for (const key of pointer) {
    const holder = place.value;
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return null;
    place = { holder, key, value: (holder as { readonly [key: string]: Json })[key] ?? null };
  }
  return place;
}

function textOf({ holder, key, value }: Place, numbers: NumberTexts): string {
  if (Array.isArray(value)) return "[…]";
  if (typeof value === "object" && value !== null) return "{…}";
  if (typeof value === "string") return JSON.stringify(value.slice(0, longestFound));
  return numbers.get(holder)?.get(key)?.slice(0, longestFound) ?? String(value);
}

const longestFound = 200;

function messageOf({ keyword, params, schema, message }: ErrorObject): string {
  if (keyword === "type") return `must be ${[params["type"]].flat().join(" or ")}`;
  if (keyword === "required") return "is required";
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") return "is not allowed here";
  if (keyword === "multipleOf") return `must be a multiple of ${schema}`;
  if (keyword in comparisons) return `must be ${comparisons[keyword]} ${schema}`;
  if (keyword === "enum" || keyword === "const") return "must be one of the values that the schema lists";
  if (keyword === "uniqueItems") return "must not hold equal items";
  return message ?? `must fulfil ${keyword}`;
}

const comparisons: Readonly<Record<string, string>> = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
};

function isUnparseable(error: ErrorObject, pointer: readonly string[], found: Json | undefined): boolean {
  const format = String(error.params["format"]);
  return (
    pointer.length === 1 &&
    typeof found === "string" &&
    isParsedByTargets(format) &&
    !isTargetParseable(format, found)
  );
}
