import type { ColumnFlow } from "../../../model/lineage.ts";
import { derivationOf } from "./expression.ts";
import { type Flattening, flatteningOf } from "./flattening.ts";
import { fnmatch } from "./fnmatch.ts";

export type Definition = Readonly<Record<string, unknown>>;

/** What a key of `stream_maps` means for the streams it fits. */
export interface Entry {
  readonly key: string;
  /** The stream, or pattern of streams, that is read. */
  readonly source: string;
  /** `null` where the stream is left out. */
  readonly definition: Definition | null;
  /** Whether it takes the place of the stream, or adds another one. */
  readonly isPrimary: boolean;
}

/** `stream_maps` with what goes with them. */
export interface StreamMaps {
  /** The mapping's name, or the plugin's whose they are. */
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly dropsOthers: boolean;
  readonly flattening: Flattening | null;
}

/** What stands for "leave it out". */
export const nothing: ReadonlySet<unknown> = new Set([null, "__NULL__"]);

/** Reads `stream_maps` and `flattening_*` of a config; what makes no sense is passed over. */
export function readStreamMaps(name: string, config: Definition): StreamMaps {
  const maps = mapOf(config["stream_maps"]);
  return {
    name,
    entries: Object.entries(maps).flatMap(([key, value]) => entryOf(key, value)),
    dropsOthers: "__else__" in maps && nothing.has(maps["__else__"]),
    flattening: flatteningOf(config),
  };
}

function entryOf(key: string, value: unknown): Entry[] {
  if (key.startsWith("__")) return [];
  if (nothing.has(value)) return [{ key, source: key, definition: null, isPrimary: true }];
  const definition = mapOf(value);
  const source = definition["__source__"];
  return [
    { key, source: typeof source === "string" ? source : key, definition, isPrimary: source === undefined },
  ];
}

/** Whether an entry reads a stream: by its name, or by a pattern. */
export function fits(stream: string, source: string): boolean {
  return stream === source || fnmatch(stream, source);
}

/** The fields of an entry, without its options. */
export function ownRules(definition: Definition): [string, unknown][] {
  return Object.entries(definition).filter(
    ([property]) => !/^__(?:filter|source|alias|else|key_properties)__$/.test(property),
  );
}

/** What an expression makes of fields; `null` where those are not known. */
export function derived(
  by: string,
  property: string,
  expression: unknown,
  fields: ReadonlySet<string> | null,
): ColumnFlow {
  if (typeof expression !== "string") return { to: property, from: [], kind: "unknown", masking: false, by };
  const found = derivationOf(expression, property, fields);
  return { to: property, ...found, by: found.kind === "identity" ? null : by };
}

export function notesOf(by: string, { key, definition }: Entry): string[] {
  return definition !== null && typeof definition["__filter__"] === "string"
    ? [`${by} lets only some of the records of ${key} pass.`]
    : [];
}

function mapOf(value: unknown): Definition {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Definition) : {};
}
