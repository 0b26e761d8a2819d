import { formatByteSize } from "../../lib/byte-size.ts";
import { type MessageType, messageTypes } from "../../singer/index.ts";
import type { ProblemSight } from "./problem-log.ts";

/** Lines longer than this are passed over. */
export const longestLine = 16 * 1024 * 1024;
/** Half of Meltano's `elt.buffer_size`: a longer line ends its run. */
const meltanoLimit = 50 * 1024 * 1024;

const opening = /^\s*\{\s*"type"\s*:\s*"([A-Z_]+)"\s*(?:,\s*"stream"\s*:\s*("(?:[^"\\]|\\.)*"))?/;

/** What a line too long to parse is, as far as its beginning tells. */
export function hugeHead(beginning: string): {
  readonly kind: MessageType | "UNKNOWN";
  readonly stream: string | null;
} {
  const [, type, stream] = opening.exec(beginning) ?? [];
  const kind = messageTypes.find((known) => known === type) ?? "UNKNOWN";
  return { kind, stream: stream === undefined ? null : textOf(stream) };
}

export function hugeProblem(size: number): Pick<ProblemSight, "kind" | "variant" | "severity" | "message"> {
  const isOver = size > meltanoLimit;
  const what = `A line of more than ${formatByteSize(longestLine)} was not looked into`;
  return {
    kind: "huge_record_line",
    variant: isOver ? "over_meltano_limit" : "not_inspected",
    severity: isOver ? "error" : "warning",
    message: isOver ? `${what}; Meltano's usual limit is 50 MiB, and its run ends there.` : `${what}.`,
  };
}

function textOf(literal: string): string | null {
  try {
    return String(JSON.parse(literal));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
