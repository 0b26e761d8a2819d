import type { ColumnFlow } from "../../../model/lineage.ts";
import { aliasOf } from "./alias.ts";
import { identity, type StreamShape, type StreamStep } from "./mapped-stream.ts";
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

/** The other way round: the stream that was there before is looked for by what each entry would have made of it. */
export function backward(rules: StreamMaps, stream: StreamShape): StreamStep {
  const found = rules.entries.flatMap((entry) => {
    const source = sourceOf(entry, stream.stream);
    return source === null ? [] : [{ entry, source }];
  });
  // The last entry that fits is the one the SDK keeps.
  const last = found.at(-1);
  const definition = last?.entry.definition ?? {};
  const fields = stream.properties === null ? null : Object.keys(stream.properties);
  const columns = fields?.map((field) => before(rules, definition, field)) ?? null;
  const used = new Set(columns?.flatMap(({ from }) => from));
  const gone = ownRules(definition).filter(
    ([column, expression]) => nothing.has(expression) && !used.has(column),
  );
  const unsure = last === undefined && rules.entries.some(isUnclear);
  return {
    stream: last?.source ?? stream.stream,
    keys: "__key_properties__" in definition ? null : stream.keys,
    properties:
      columns === null
        ? null
        : Object.fromEntries(columns.flatMap(({ from }) => from.map((field) => [field, {}]))),
    columns,
    dropped: gone.map(([column]) => ({ column, by: rules.name })),
    notes: [
      ...(last === undefined ? [] : notesOf(rules.name, last.entry)),
      ...(unsure ? [`Whether ${rules.name} called ${stream.stream} so can't be told.`] : []),
    ],
    isNameKnown: !unsure,
  };
}

/** The stream that an entry made this one of; `null` where it did not. */
function sourceOf(entry: Entry, seen: string): string | null {
  const { key, source, definition, isPrimary } = entry;
  if (definition === null) return null;
  if (!isPrimary) return key === seen ? source : null;
  if (!("__alias__" in definition)) return fits(seen, source) ? seen : null;
  if (aliasOf(definition["__alias__"], source) === seen) return source;
  const [head, tail] = aliasOf(definition["__alias__"], "\0")?.split("\0") ?? [];
  if (head === undefined || tail === undefined || !seen.startsWith(head) || !seen.endsWith(tail)) return null;
  const middle = seen.slice(head.length, seen.length - tail.length);
  return fits(middle, source) ? middle : null;
}

function isUnclear({ definition, key }: Entry): boolean {
  return definition !== null && "__alias__" in definition && aliasOf(definition["__alias__"], key) === null;
}

function before({ name, flattening }: StreamMaps, definition: Definition, field: string): ColumnFlow {
  const expression = definition[field];
  if (expression !== undefined && !nothing.has(expression)) return derived(name, field, expression, null);
  const [top = field, ...inside] = flattening === null ? [field] : field.split(flattening.separator);
  if (inside.length === 0 || top === "") return identity(field);
  return { to: field, from: [top], kind: "computed", masking: false, by: name };
}
