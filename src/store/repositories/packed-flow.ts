import type { ColumnFlow, StreamFlow } from "../../model/lineage.ts";

/** A column that nothing changed is only its name: most are, and a stream may have a thousand. */
type PackedColumn = string | ColumnFlow;

interface PackedFlow extends Omit<StreamFlow, "intoStream" | "intoTarget"> {
  readonly intoStream: readonly PackedColumn[] | null;
  readonly intoTarget: readonly PackedColumn[] | null;
}

/** A stream's way as text to be stored; equal ways are equal texts. */
export function packFlow(flow: StreamFlow): string {
  const { stream, source, target, schemaHash, intoStream, intoTarget, dropped, notes } = flow;
  const packed: PackedFlow = {
    ...{ stream, source, target, schemaHash, dropped, notes },
    intoStream: intoStream?.map(columnPacked) ?? null,
    intoTarget: intoTarget?.map(columnPacked) ?? null,
  };
  return JSON.stringify(packed);
}

export function unpackFlow(text: string): StreamFlow {
  const packed = JSON.parse(text) as PackedFlow;
  return {
    ...packed,
    intoStream: packed.intoStream?.map(columnUnpacked) ?? null,
    intoTarget: packed.intoTarget?.map(columnUnpacked) ?? null,
  };
}

function columnPacked(column: ColumnFlow): PackedColumn {
  const { to, from, kind, masking, maskedIfBroken, by } = column;
  if (maskedIfBroken !== undefined) return column;
  return kind === "identity" && !masking && by === null && from.length === 1 && from[0] === to ? to : column;
}

function columnUnpacked(column: PackedColumn): ColumnFlow {
  if (typeof column !== "string") return column;
  return { to: column, from: [column], kind: "identity", masking: false, by: null };
}
