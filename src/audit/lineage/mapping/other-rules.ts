import type { ColumnFlow } from "../../../model/lineage.ts";
import { type MappingRules, type StreamShape, type StreamStep, unchanged } from "./mapped-stream.ts";

/** Fields of which checks hide the values that break them; streams and their fields stay, and so do all other values. */
export function checkMaskingRules(
  by: string,
  isMasked: (stream: string, field: string) => boolean,
  notes: (stream: string) => readonly string[] = () => [],
): MappingRules {
  return columnRules(
    (flow, stream) => (isMasked(stream, flow.to) ? { ...flow, maskedIfBroken: by } : flow),
    notes,
  );
}

function columnRules(
  change: (flow: ColumnFlow, stream: string) => ColumnFlow,
  notes: (stream: string) => readonly string[] = () => [],
): MappingRules {
  const step = (shape: StreamShape): StreamStep => {
    const { stream } = shape;
    const plain = unchanged(shape);
    const columns = plain.columns?.map((flow) => change(flow, stream)) ?? null;
    return { ...plain, columns, notes: notes(stream) };
  };
  return { forward: (stream) => [step(stream)], backward: step };
}

/** pipelinewise-transform-field: a list of `{tap_stream_name, field_id, type}`, each of which hides a field. */
export function transformFieldRules(by: string, config: Readonly<Record<string, unknown>>): MappingRules {
  const list = Array.isArray(config["transformations"]) ? (config["transformations"] as unknown[]) : [];
  const hidden = new Set(
    list.flatMap((item) => {
      const { tap_stream_name: stream, field_id: field } = (item ?? {}) as Record<string, unknown>;
      return typeof stream === "string" && typeof field === "string" ? [`${stream}\0${field}`] : [];
    }),
  );
  return columnRules((flow, stream) =>
    hidden.has(`${stream}\0${flow.to}`) ? { ...flow, kind: "computed", masking: true, by } : flow,
  );
}

/** A mapper that nobody here can read: it may rename, drop and compute as it likes. */
export function unreadableRules(by: string): MappingRules {
  const step = (stream: StreamShape): StreamStep => ({
    ...stream,
    properties: null,
    keys: null,
    columns: null,
    dropped: [],
    notes: [`What ${by} does to streams and fields can't be read.`],
    isNameKnown: false,
  });
  return { forward: (stream) => [step(stream)], backward: step };
}
