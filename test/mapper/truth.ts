import { createHash } from "node:crypto";
import type { Segment } from "../../src/model/mapper-block.ts";

export type PlainSegment = Pick<
  Segment,
  "stream" | "records" | "bytes" | "sha256" | "stateSha256" | "closedBy"
>;

/** Segments without what depends on the block. */
export function plainSegments(segments: readonly Segment[]): PlainSegment[] {
  return segments.map(({ stream, records, bytes, closedBy, sha256: digest, stateSha256 }) => ({
    ...{ stream, records, bytes, closedBy, sha256: digest, stateSha256 },
  }));
}

/** The segments of a stream of messages, worked out the slow way: line by line, each parsed, each hashed on its own. */
export function trueSegments(input: Buffer): PlainSegment[] {
  const segments: PlainSegment[] = [];
  let open = new Map<string, Buffer[]>();
  const close = (closedBy: "state" | "eof", line: Buffer | null): void => {
    for (const [stream, lines] of open)
      segments.push({
        ...{ stream, records: lines.length, bytes: Buffer.concat(lines).length, closedBy },
        sha256: sha256(Buffer.concat(lines)),
        stateSha256: line === null ? null : sha256(line),
      });
    open = new Map();
  };
  for (const line of linesOf(input)) {
    const message = parse(line);
    if (message?.["type"] === "STATE") close("state", line);
    const stream = message?.["type"] === "RECORD" ? message["stream"] : null;
    if (typeof stream === "string") open.set(stream, [...(open.get(stream) ?? []), line]);
  }
  close("eof", null);
  return segments;
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Lines with their newlines. */
export function linesOf(input: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < input.length) {
    const newline = input.indexOf(10, start);
    const next = newline === -1 ? input.length : newline + 1;
    lines.push(input.subarray(start, next));
    start = next;
  }
  return lines;
}

function parse(line: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
