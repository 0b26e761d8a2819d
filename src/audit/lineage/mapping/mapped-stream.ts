import type { ColumnFlow, DroppedColumn } from "../../../model/lineage.ts";

/** A stream at one place of a block. */
export interface StreamShape {
  readonly stream: string;
  /** Its fields with the JSON Schema of each; `null` where they aren't known. */
  readonly properties: Readonly<Record<string, unknown>> | null;
  /** `null` where not known. */
  readonly keys: readonly string[] | null;
}

/** One step of a stream, and how its columns came about in it. */
export interface StreamStep extends StreamShape {
  /** From the fields before the step to those after it; `null` where that can't be told. */
  readonly columns: readonly ColumnFlow[] | null;
  readonly dropped: readonly DroppedColumn[];
  readonly notes: readonly string[];
  /** Whether the stream is surely called so behind (or before) this step. */
  readonly isNameKnown: boolean;
}

/** What one mapping, or a plugin by its own `stream_maps`, does to streams. */
export interface MappingRules {
  /** What a stream becomes: nothing where it is left out, several where it is sent on more than once. */
  forward(stream: StreamShape): readonly StreamStep[];
  /** Which stream this one was before, with the fields that are known of it. */
  backward(stream: StreamShape): StreamStep;
}

/** A stream as it came. */
export function unchanged(stream: StreamShape): StreamStep {
  const columns = stream.properties === null ? null : Object.keys(stream.properties).map(identity);
  return { ...stream, columns, dropped: [], notes: [], isNameKnown: true };
}

export function identity(column: string): ColumnFlow {
  return { to: column, from: [column], kind: "identity", masking: false, by: null };
}
