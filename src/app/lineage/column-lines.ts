import type { ColumnFlow, ColumnKind, LineageEdge, StreamFlow } from "../../model/lineage.ts";
import type { LineageView } from "./lineage-view.ts";

/** A line about a column for people. */
export interface ColumnLine {
  readonly kind: "column" | "dropped" | "note";
  readonly text: string;
  /** What happened to it on the way, step by step; `null` where nothing did. */
  readonly how: string | null;
}

/** The columns of a table by the streams that lead to it, each with the source's columns it is made of. */
export function targetColumnLines({ flows }: LineageView, edges: readonly LineageEdge[]): ColumnLine[] {
  const ways = new Set(edges.flatMap(({ flow }) => flows.get(flow) ?? []));
  return [...ways].flatMap((flow) => (flow.target === null ? [] : linesOf(flow)));
}

function linesOf({ intoStream, intoTarget, dropped, notes }: StreamFlow): ColumnLine[] {
  const fields = new Map((intoStream ?? []).map((field) => [field.to, field]));
  return [
    ...(intoTarget ?? []).map((column) => columnLine(column, fields)),
    ...dropped.map(
      ({ column, by }) => ({ kind: "dropped", text: column, how: `left out by ${by}` }) as const,
    ),
    ...notes.map((note) => ({ kind: "note", text: note, how: null }) as const),
  ];
}

/** Where the way into the stream is not known, the stream's fields are what there is to tell. */
function columnLine(column: ColumnFlow, fields: ReadonlyMap<string, ColumnFlow>): ColumnLine {
  const before = column.from.flatMap((field) => fields.get(field) ?? []);
  const from = before.length === 0 ? column.from : [...new Set(before.flatMap((field) => field.from))];
  const steps = [...new Set([...before, column].flatMap(stepTexts))];
  return {
    kind: "column",
    text: from.length === 0 ? column.to : `${column.to} ← ${from.join(", ")}`,
    how: steps.length === 0 ? null : steps.join(", "),
  };
}

const words: Readonly<Record<ColumnKind, string | null>> = {
  identity: null,
  renamed: "renamed",
  computed: "made",
  constant: "a constant",
  unknown: "not known how",
};

function stepTexts({ kind, masking, maskedIfBroken, by }: ColumnFlow): string[] {
  const word = masking ? "redacted or hashed" : words[kind];
  return [
    ...(maskedIfBroken === undefined ? [] : [`redacted by ${maskedIfBroken} where it breaks a check`]),
    ...(word === null ? [] : [`${word}${by === null ? "" : ` by ${by}`}`]),
  ];
}
