import type { ColumnFlow } from "../../../model/lineage.ts";
import { type MappingRules, type StreamShape, type StreamStep, unchanged } from "./mapped-stream.ts";

/** Fields whose values are redacted or hashed on the way; streams and their fields stay. */
export function maskingRules(
  by: string,
  isMasked: (stream: string, field: string) => boolean,
  notes: (stream: string) => readonly string[] = () => [],
): MappingRules {
  const step = (stream: StreamShape): StreamStep => {
    const plain = unchanged(stream);
    const masked = (flow: ColumnFlow): ColumnFlow =>
      isMasked(stream.stream, flow.to) ? { ...flow, kind: "computed", masking: true, by } : flow;
    return { ...plain, columns: plain.columns?.map(masked) ?? null, notes: notes(stream.stream) };
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
  return maskingRules(by, (stream, field) => hidden.has(`${stream}\0${field}`));
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
