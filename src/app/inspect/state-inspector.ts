import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";
import { compareBookmarks, type ExactJson, parseExact } from "../../quality/index.ts";
import { type CapturedLine, textOfLine } from "./captured-line.ts";
import type { Inspection } from "./inspection.ts";
import { type LineProblem, recordProblems } from "./record-problems.ts";

/** States with more bookmarks than this are kept, but not compared. */
const mostLeaves = 20_000;
/** What may go back, or says nothing of how far a stream came. */
const notProgress =
  /^(?:starting_.*|.*_signpost|progress_markers|Note|replication_key|offset|context|partitions_complete)$/;

/** Looks at STATE messages and keeps the last one. */
export class StateInspector {
  readonly #inspection: Inspection;
  /** The last STATE, with the texts of its numbers; `null` before the first. */
  last: ExactJson | null = null;
  #lastBytes: Buffer = Buffer.alloc(0);
  #bookmarks: Bookmarks | null = null;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
  }

  /** `false`: the line is no JSON, and was not counted. */
  inspect(line: CapturedLine): boolean {
    const bytes = line.bytes.subarray(line.start, line.end);
    // Taps repeat states by the thousand; equal ones have nothing to tell.
    if (bytes.equals(this.#lastBytes)) return true;
    const exact = parseExact(textOfLine(line));
    if (exact === "not JSON") return false;
    this.#lastBytes = Buffer.from(bytes);
    if (typeof exact === "string") this.#tell(line, null, unread(exact));
    else this.#take(line, exact);
    return true;
  }

  #take(line: CapturedLine, exact: ExactJson): void {
    const { value } = exact.value as JsonObject;
    if (value === undefined) {
      this.#tell(line, null, {
        variant: "state_without_value",
        message: "A STATE without `value`.",
        targetCrash: true,
      });
      return;
    }
    this.last = exact;
    if (!isJsonObject(value)) {
      this.#tell(line, null, {
        variant: "state_no_object",
        severity: "warning",
        message: "A STATE that is no object.",
      });
      return;
    }
    const bookmarks = bookmarksOf(value, exact);
    if (this.#bookmarks !== null && bookmarks !== null) this.#compare(line, this.#bookmarks, bookmarks);
    this.#bookmarks = bookmarks;
  }

  #compare(line: CapturedLine, before: Bookmarks, after: Bookmarks): void {
    for (const [place, { stream, value }] of before.leaves) {
      const now = after.leaves.get(place);
      if (now !== undefined && compareBookmarks(now.value, value) === -1)
        this.#tell(line, stream, {
          variant: "state_goes_back",
          path: `$.${place}`,
          message: "A STATE whose bookmark lies before that of an earlier STATE; the last one wins.",
        });
    }
    for (const stream of before.streams)
      if (!after.streams.has(stream))
        this.#tell(line, stream, {
          variant: "state_drops_stream",
          severity: "warning",
          message: "A STATE without a stream that an earlier one had; its bookmark is lost.",
        });
  }

  #tell(
    line: CapturedLine,
    stream: string | null,
    problem: Omit<LineProblem, "kind"> & Partial<LineProblem>,
  ): void {
    const kind = "out_of_order_regressing_state";
    this.#inspection.problem({ kind, severity: "error", stream, line: line.number, ...problem });
  }
}

function unread(reason: "too deep" | "a number too long"): LineProblem {
  return reason === "too deep" ? recordProblems.tooDeep : recordProblems.numberTooLong;
}

interface Bookmarks {
  readonly streams: ReadonlySet<string>;
  readonly leaves: ReadonlyMap<string, { readonly stream: string; readonly value: Json }>;
}

type Leaves = Map<string, { readonly stream: string; readonly value: Json }>;

/** Every bookmark's value by its place; `null` where there are too many to compare. */
function bookmarksOf(state: JsonObject, exact: ExactJson): Bookmarks | null {
  const bookmarks = state["bookmarks"];
  if (!isJsonObject(bookmarks)) return { streams: new Set(), leaves: new Map() };
  const leaves: Leaves = new Map();
  for (const [stream, value] of Object.entries(bookmarks))
    for (const [place, leaf] of leavesOf(value, `bookmarks.${stream}`, exact)) {
      if (leaves.size >= mostLeaves) return null;
      leaves.set(place, { stream, value: leaf });
    }
  return { streams: new Set(Object.keys(bookmarks)), leaves };
}

function* leavesOf(value: Json, place: string, exact: ExactJson): Generator<readonly [string, Json]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value) as [string, Json][]) {
    if (notProgress.test(key)) continue;
    const below = `${place}.${Array.isArray(value) ? contextOf(item, key) : key}`;
    if (typeof item === "object") yield* leavesOf(item, below, exact);
    else yield [below, exact.numbers.get(value)?.get(key) ?? item];
  }
}

/** Partitions have no order; their context names them. */
function contextOf(partition: Json, index: string): string {
  const context = isJsonObject(partition) ? partition["context"] : undefined;
  return context === undefined ? index : JSON.stringify(context);
}
