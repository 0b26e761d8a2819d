/** What a stream's name says of where its records lie. */
export interface StreamParts {
  readonly schema: string | null;
  readonly table: string;
}

/** As SDK taps name their streams: `schema-table`. A `-` more belongs to the table. */
export function sourceParts(stream: string): StreamParts {
  const at = stream.indexOf("-");
  if (at <= 0 || at === stream.length - 1) return { schema: null, table: stream };
  return { schema: stream.slice(0, at), table: stream.slice(at + 1) };
}

/** As SDK targets read it: the last of its parts is the table; of two or three the one before is the schema. */
export function sdkTargetParts(stream: string): StreamParts {
  const parts = stream.split("-");
  const table = parts.at(-1) ?? stream;
  const schema = parts.length === 2 || parts.length === 3 ? (parts.at(-2) ?? null) : null;
  return { schema: schema === "" ? null : schema, table };
}

/** As PipelineWise targets read it: `schema-table` or `catalog-schema-table`, where more belongs to the table. */
export function pipelinewiseTargetParts(stream: string): StreamParts {
  const parts = stream.split("-");
  if (parts.length === 1) return { schema: null, table: stream };
  if (parts.length === 2) return { schema: parts[0] ?? null, table: parts[1] ?? stream };
  return { schema: parts[1] ?? null, table: parts.slice(2).join("_") };
}
