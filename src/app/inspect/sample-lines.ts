import { Readable } from "node:stream";
import { inspectPipe } from "./inspect-capture.ts";
import type { InspectDocument, ProblemDocument } from "./inspect-document.ts";

/** A SCHEMA of the stream `s`, as the tests of inspection use it. */
export const schema = (extra: object = {}, properties: object = { id: { type: "integer" }, v: {} }): string =>
  JSON.stringify({
    type: "SCHEMA",
    stream: "s",
    schema: { type: "object", properties },
    key_properties: ["id"],
    ...extra,
  });

export const record = (text: string, extra = ""): string =>
  `{"type":"RECORD","stream":"s","record":${text}${extra}}`;

export const state = (value: unknown): string => JSON.stringify({ type: "STATE", value });

/** The STATE that ends a stream which is as it should be. */
export const done = state({});

export function inspectLines(...lines: readonly (string | Buffer)[]): Promise<InspectDocument> {
  const parts = lines.flatMap((line) => [Buffer.from(line as string), Buffer.from("\n")]);
  return inspectBytes(Buffer.concat(parts));
}

export function inspectBytes(bytes: string | Buffer): Promise<InspectDocument> {
  return inspectPipe(Readable.from([Buffer.from(bytes as string)]));
}

/** Kinds and variants of all problems. */
export const toldOf = (document: InspectDocument): string[] =>
  document.problems.map(({ kind, variant }) => `${kind} ${variant}`);

export function problemOf(document: InspectDocument, variant: string): ProblemDocument | undefined {
  return document.problems.find((candidate) => candidate.variant === variant);
}
