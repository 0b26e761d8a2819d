import type { Json } from "../lib/canonical-json.ts";

/** Where a BATCH message's records lie; they are raw records, not RECORD messages. */
export interface Batch {
  readonly flavour: "sdk" | "pipelinewise";
  readonly files: readonly string[];
  readonly format: string | null;
  readonly compression: string | null;
  /** What the message itself says, which only PipelineWise's does. */
  readonly records: number | null;
}

/** Reads both flavours of BATCH: the SDK's `encoding` and `manifest`, PipelineWise's `filepath`. `null` for neither. */
export function readBatch(message: Json | undefined): Batch | null {
  const batch = asObject(message);
  if (Array.isArray(batch["manifest"])) {
    const encoding = asObject(batch["encoding"]);
    return {
      flavour: "sdk",
      files: batch["manifest"].filter((file) => typeof file === "string"),
      format: asText(encoding["format"]),
      compression: asText(encoding["compression"]),
      records: null,
    };
  }
  const file = asText(batch["filepath"]);
  if (file === null) return null;
  const size = batch["batch_size"];
  return {
    flavour: "pipelinewise",
    files: [file],
    format: asText(batch["format"]),
    compression: asText(batch["compression"]),
    records: typeof size === "number" ? size : null,
  };
}

function asObject(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}

function asText(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}
