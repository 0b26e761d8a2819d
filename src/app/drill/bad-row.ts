import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";
import { refusedBy, type Values } from "./refused-values.ts";

/** A stream made up to try one check: lines that it refuses, lines that it lets pass. */
export interface BadRow {
  /** Whose check it is. */
  readonly source: "configured" | "default";
  /** What is checked, for people: `not_null of id in orders`. */
  readonly what: string;
  readonly stream: string;
  /** `streams:` with this check alone, as the drill's mapper gets it. */
  readonly streams: JsonObject;
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

/** The most rows a threshold may ask for. */
const mostRows = 5_000;

/**
 * Rows that one of these checks refuses, the first that can be tried; else rows that no schema lets pass, for the checks
 * every stream has. `layers` are `streams:` as they were written; a key that names another tap is passed over.
 */
export function badRowFor(layers: readonly Json[], tap: string): BadRow {
  for (const [stream, settings] of layers.flatMap((layer) => streamsFor(layer, tap)))
    for (const entry of listOf(settings["checks"])) {
      const tried = isJsonObject(entry) ? tryEntry({ stream, settings, entry }) : null;
      if (tried !== null) return tried;
    }
  return ofDefaultChecks();
}

interface Entry {
  readonly stream: string;
  readonly settings: JsonObject;
  readonly entry: JsonObject;
}

function tryEntry({ stream, settings, entry }: Entry): BadRow | null {
  // What a condition means, and a check that only looks on, can't be tried from outside.
  if (entry["where"] !== undefined || entry["mode"] === "shadow") return null;
  const rows = rowsOf(entry["warn"]);
  const refused = refusedBy(entry);
  if (refused === null || rows === null) return null;
  const { check, fields, values } = refused;
  const { checks: _, ...rest } = settings;
  return {
    source: "configured",
    what: `${check} of ${fields.join(", ")} in ${stream}`,
    stream,
    streams: { [stream]: { ...rest, checks: [entry] } },
    bad: linesOf(stream, fields, { values: values.bad, rows: Math.max(rows, values.bad.length) }),
    good: linesOf(stream, fields, { values: values.good, rows: 2 }),
  };
}

/** So many rows in violation until it is told; `null` where that can't be reached. A share is: all rows are bad. */
function rowsOf(threshold: Json | undefined): number | null {
  const count = isJsonObject(threshold) ? threshold["count"] : 1;
  if (typeof count !== "number") return 1;
  return count <= mostRows ? count : null;
}

function ofDefaultChecks(): BadRow {
  const stream = "pitchpipe_drill";
  const schema = { id: { type: "integer" }, amount: { type: "integer" } };
  const lines = (amount: Json): string[] => [
    line({ type: "SCHEMA", stream, schema: { type: "object", properties: schema }, key_properties: ["id"] }),
    line({ type: "RECORD", stream, record: { id: 1, amount } }),
    stateLine,
  ];
  return {
    source: "default",
    what: `schema of amount in ${stream}`,
    stream,
    streams: {},
    bad: lines("not a number"),
    good: lines(1),
  };
}

/** The streams that a layer has settings for, those of other taps left out; a glob becomes a name that it fits. */
function streamsFor(layer: Json, tap: string): (readonly [stream: string, settings: JsonObject])[] {
  if (!isJsonObject(layer)) return [];
  return Object.entries(layer).flatMap(([key, settings]) => {
    const [place, name] = key.includes("/")
      ? [key.split("/")[0], key.slice(key.indexOf("/") + 1)]
      : ["", key];
    if (!isJsonObject(settings) || (place !== "" && place !== tap)) return [];
    return [[name.replaceAll("*", "drill").replaceAll("?", "x"), settings] as const];
  });
}

const stateLine = line({ type: "STATE", value: { bookmarks: { drill: { at: 1 } } } });

/** Fields have no type, so that no other check has anything to say of them. */
function linesOf(
  stream: string,
  fields: readonly string[],
  { values, rows }: { readonly values: Values; readonly rows: number },
): string[] {
  const key = "pitchpipe_drill_key";
  const all = <Value>(value: Value) => Object.fromEntries(fields.map((field) => [field, value]));
  const properties: JsonObject = { ...all({}), [key]: { type: "integer" } };
  const records = Array.from({ length: rows }, (_, at) => {
    const value = values[at % values.length];
    const record: JsonObject = { ...(value === undefined ? {} : all(value)), [key]: at + 1 };
    return line({ type: "RECORD", stream, record });
  });
  return [
    line({ type: "SCHEMA", stream, schema: { type: "object", properties }, key_properties: [key] }),
    ...records,
    stateLine,
  ];
}

function line(message: Json): string {
  return `${JSON.stringify(message)}\n`;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
