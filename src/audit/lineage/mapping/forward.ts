import type { ColumnFlow, DroppedColumn } from "../../../model/lineage.ts";
import { aliasOf } from "./alias.ts";
import { compose } from "./compose.ts";
import { flattened } from "./flattening.ts";
import { identity, type StreamShape, type StreamStep, unchanged } from "./mapped-stream.ts";
import {
  type Definition,
  derived,
  type Entry,
  fits,
  notesOf,
  nothing,
  ownRules,
  type StreamMaps,
} from "./stream-map-entries.ts";

/** What a stream becomes: nothing where it is left out, several where it is sent on more than once. */
export function forward(rules: StreamMaps, stream: StreamShape): StreamStep[] {
  const others: StreamStep[] = [];
  let primary: StreamStep[] = rules.dropsOthers ? [] : [flat(rules, unchanged(stream))];
  for (const entry of rules.entries) {
    if (!fits(stream.stream, entry.source)) continue;
    const made = entry.definition === null ? [] : [flat(rules, mapped(rules, entry, stream))];
    if (entry.isPrimary) primary = made;
    else others.push(...made);
  }
  return [...primary, ...others];
}

function mapped(rules: StreamMaps, entry: Entry, stream: StreamShape): StreamStep {
  const definition = entry.definition ?? {};
  const keys = keysOf(definition, stream.keys);
  const { columns, dropped, properties } = columnsOf(rules.name, definition, { ...stream, keys });
  const name = nameOf(entry, stream.stream);
  return {
    stream: name ?? stream.stream,
    keys,
    properties,
    columns,
    dropped,
    notes: [
      ...notesOf(rules.name, entry),
      ...(name === null ? [`What ${rules.name} calls ${stream.stream} then can't be told.`] : []),
    ],
    isNameKnown: name !== null,
  };
}

/** What the stream is called after it; `null` where only Python can tell. */
function nameOf({ key, source, definition, isPrimary }: Entry, stream: string): string | null {
  if (!isPrimary) return key === source ? stream : key;
  if (definition !== null && "__alias__" in definition) return aliasOf(definition["__alias__"], stream);
  return stream;
}

function keysOf(definition: Definition, keys: readonly string[] | null): readonly string[] | null {
  if (!("__key_properties__" in definition)) return keys;
  const given = definition["__key_properties__"];
  return Array.isArray(given) ? given.filter((key): key is string => typeof key === "string") : [];
}

interface Columns {
  readonly columns: readonly ColumnFlow[] | null;
  readonly dropped: readonly DroppedColumn[];
  readonly properties: Record<string, unknown> | null;
}

function columnsOf(by: string, definition: Definition, { properties, keys }: StreamShape): Columns {
  const keepsOthers = !("__else__" in definition);
  if (properties === null || (!keepsOthers && keys === null))
    return { columns: null, dropped: [], properties: null };
  const known = new Set(Object.keys(properties));
  const kept = keepsOthers ? [...known] : (keys ?? []).filter((key) => known.has(key));
  const columns = new Map(kept.map((column) => [column, identity(column)]));
  for (const [property, expression] of ownRules(definition))
    if (nothing.has(expression)) columns.delete(property);
    else columns.set(property, derived(by, property, expression, known));
  const used = new Set([...columns.values()].flatMap(({ from }) => from));
  const dropped = [...known].filter((column) => !columns.has(column) && !used.has(column));
  return {
    columns: [...columns.values()],
    dropped: dropped.map((column) => ({ column, by })),
    properties: Object.fromEntries(
      [...columns].map(([column, flow]) => [column, schemaOf(flow, properties)]),
    ),
  };
}

/** What passes as it is keeps its schema, and with it what flattening makes of it. */
function schemaOf({ kind, from }: ColumnFlow, properties: Readonly<Record<string, unknown>>): unknown {
  return kind === "identity" || kind === "renamed" ? properties[from[0] ?? ""] : {};
}

function flat({ flattening, name }: StreamMaps, step: StreamStep): StreamStep {
  if (flattening === null || step.properties === null) return step;
  const made = flattened(step.properties, flattening, name);
  return { ...step, properties: made.properties, columns: compose(step.columns, made.columns) };
}
