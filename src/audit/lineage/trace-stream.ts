import type { ColumnFlow, DroppedColumn, StreamFlow } from "../../model/lineage.ts";
import { compose } from "./mapping/compose.ts";
import { type MappingRules, type StreamShape, type StreamStep, unchanged } from "./mapping/mapped-stream.ts";
import type { DataPlace, NamedDataset } from "./naming/dataset.ts";
import { sourceDataset, targetColumns, targetDataset } from "./naming/name-dataset.ts";

/** A block as far as lineage can read it. */
export interface TracedBlock {
  readonly tap: DataPlace;
  readonly target: DataPlace;
  /** What happens to streams before our mapper sees them, in order: the tap's own `stream_maps` first. */
  readonly before: readonly MappingRules[];
  /** And behind it, beginning with what it does itself, ending with the target's own `stream_maps`. */
  readonly after: readonly MappingRules[];
}

/** A stream as our mapper saw it. */
export interface SeenStream extends StreamShape {
  readonly schemaHash: string | null;
  /** Why its fields are not known; `null` where they are. */
  readonly reason: string | null;
}

/** A stream's way through a block; several where a mapping sends it to more than one table. */
export function traceStream(block: TracedBlock, seen: SeenStream): StreamFlow[] {
  const origin = backwards(block.before, seen);
  const source = sourceDataset(block.tap, origin.stream);
  const ends = forwards(block.after, seen);
  const base = {
    stream: seen.stream,
    source: placed(source, origin),
    schemaHash: seen.schemaHash,
    intoStream: origin.columns,
  };
  const reasons = seen.reason === null ? [] : [seen.reason];
  if (ends.length === 0)
    return [
      {
        ...base,
        target: null,
        intoTarget: null,
        dropped: origin.dropped,
        notes: distinct([...reasons, ...origin.notes]),
      },
    ];
  return ends.map((end) => ({
    ...base,
    ...landed(block.target, end),
    dropped: [...origin.dropped, ...end.dropped],
    notes: distinct([...reasons, ...origin.notes, ...end.notes, ...conformNotes(block.target)]),
  }));
}

interface Way {
  readonly stream: string;
  readonly columns: readonly ColumnFlow[] | null;
  readonly dropped: readonly DroppedColumn[];
  readonly notes: readonly string[];
  /** Whether the stream's name is sure. */
  readonly isNameKnown: boolean;
}

function backwards(rules: readonly MappingRules[], seen: SeenStream): Way {
  let shape: StreamShape = seen;
  let way: Way = start(seen);
  for (const rule of rules.toReversed()) {
    const step = rule.backward(shape);
    way = added(way, step, compose(step.columns, way.columns));
    shape = step;
  }
  return { ...way, stream: shape.stream };
}

function forwards(rules: readonly MappingRules[], seen: SeenStream): Way[] {
  let ways: { readonly shape: StreamShape; readonly way: Way }[] = [{ shape: seen, way: start(seen) }];
  for (const rule of rules)
    ways = ways.flatMap(({ shape, way }) =>
      rule.forward(shape).map((step) => ({
        shape: step,
        way: added(way, step, compose(way.columns, step.columns)),
      })),
    );
  return ways.map(({ shape, way }) => ({ ...way, stream: shape.stream }));
}

function start(seen: StreamShape): Way {
  return { stream: seen.stream, columns: unchanged(seen).columns, dropped: [], notes: [], isNameKnown: true };
}

function added(way: Way, step: StreamStep, columns: Way["columns"]): Way {
  return {
    stream: step.stream,
    columns,
    dropped: [...way.dropped, ...step.dropped],
    notes: [...way.notes, ...step.notes],
    isNameKnown: way.isNameKnown && step.isNameKnown,
  };
}

function landed(target: DataPlace, end: Way): Pick<StreamFlow, "target" | "intoTarget"> {
  const named = targetDataset(target, end.stream);
  const conform = targetColumns(target);
  const columns = end.columns?.map((flow): ColumnFlow => {
    const to = conform?.(flow.to) ?? flow.to;
    if (to === flow.to) return flow;
    return {
      ...flow,
      to,
      kind: flow.kind === "identity" ? "renamed" : flow.kind,
      by: flow.by ?? target.plugin,
    };
  });
  return { target: placed(named, end), intoTarget: columns ?? null };
}

function conformNotes(target: DataPlace): string[] {
  return targetColumns(target) === null ? [`How ${target.plugin} writes names of columns is not known.`] : [];
}

/** A name that hangs on one nobody could read is only likely. */
function placed(named: NamedDataset, { isNameKnown, notes }: Way): NamedDataset {
  return isNameKnown ? named : { ...named, unknown: named.unknown ?? notes.at(-1) ?? null };
}

function distinct(notes: readonly string[]): string[] {
  return [...new Set(notes)];
}
