import type { Json } from "../../lib/canonical-json.ts";
import type { CaptureInspector } from "./capture-inspector.ts";
import type { Inspection } from "./inspection.ts";
import type { ProblemSight } from "./problem-log.ts";
import { judgeVersion } from "./version-inspector.ts";

type EndProblem = Pick<ProblemSight, "kind" | "variant" | "message"> & Partial<ProblemSight>;

/** More records than this between two STATEs are told: a crash there sends them all again. */
const manyAtRisk = 100_000;

/** What can only be said at the end of a capture. */
export function judgeEnd(inspection: Inspection, capture: CaptureInspector): void {
  const tell = (problem: EndProblem): void =>
    inspection.problem({ severity: "warning", stream: null, line: null, ...problem });
  judgeStates(inspection, capture, tell);
  judgeEmpties(inspection, tell);
  for (const tally of inspection.tallies.values()) {
    judgeVersion(inspection, tally);
    const { stream, keys } = tally;
    if (keys.unchecked > 0)
      tell({
        kind: "duplicate_null_missing_keys",
        variant: "not_checked",
        severity: "info",
        stream,
        count: keys.unchecked,
        message:
          "Records whose key was not compared with all before, because that would take too much memory.",
      });
  }
}

function judgeStates(
  { messages }: Inspection,
  { state, sinceState, longestSinceState }: CaptureInspector,
  tell: (problem: EndProblem) => void,
): void {
  const kind = "no_state_state_only_at_end";
  if (messages.STATE === 0) {
    if (messages.RECORD > 0)
      tell({ kind, variant: "no_state", message: "No STATE: the next run begins where this one began." });
    return;
  }
  if (longestSinceState >= manyAtRisk)
    tell({
      kind,
      variant: "far_between",
      message: `Up to ${longestSinceState} records between two STATEs: a crash there sends them all again.`,
    });
  const exits = "tap_exits_nonzero_after_clean_line";
  if (sinceState > 0)
    tell({
      kind: exits,
      variant: "records_after_last_state",
      count: sinceState,
      message: "Records after the last STATE: the tap may have ended early, and will send them again.",
    });
  for (const stream of unfinished(state.last?.value ?? null))
    tell({
      kind: exits,
      variant: "unfinished_stream",
      stream,
      message: "The last STATE holds progress markers of this stream: it did not come to its end.",
    });
}

function judgeEmpties({ messages, tallies }: Inspection, tell: (problem: EndProblem) => void): void {
  const kind = "silent_empties";
  if (Object.values(messages).every((count) => count === 0))
    tell({ kind, variant: "no_message", severity: "error", message: "Nothing came at all." });
  for (const { stream, records, schemas, firstSchemaLine } of tallies.values())
    if (records === 0 && schemas > 0)
      tell({
        kind,
        variant: "schema_without_records",
        severity: "info",
        stream,
        line: firstSchemaLine,
        message: "A SCHEMA, and no RECORD of its stream.",
      });
}

function unfinished(message: Json): readonly string[] {
  const bookmarks = member(member(message, "value"), "bookmarks");
  if (typeof bookmarks !== "object" || bookmarks === null) return [];
  return Object.entries(bookmarks as { readonly [key: string]: Json })
    .filter(([, value]) => hasMarkers(value))
    .map(([stream]) => stream);
}

function hasMarkers(bookmark: Json): boolean {
  if (member(bookmark, "progress_markers") !== null) return true;
  const partitions = member(bookmark, "partitions");
  return (
    Array.isArray(partitions) &&
    partitions.some((partition: Json) => member(partition, "progress_markers") !== null)
  );
}

function member(value: Json, key: string): Json {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
  return (value as { readonly [key: string]: Json })[key] ?? null;
}
