import type { Json } from "../../lib/canonical-json.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { isObject } from "../fields/field.ts";

/** What may go back, or says nothing of how far a stream came. */
const notProgress =
  /^(?:starting_.*|.*_signpost|progress_markers|Note|replication_key|offset|context|partitions_complete)$/;

/** A stream's bookmarks by their place: `replication_key_value`, `partitions.{"pid":1}.replication_key_value`. */
export type BookmarkLeaves = ReadonlyMap<string, Json>;

/** States with more bookmarks of one stream than this are not compared. */
const mostLeaves = 20_000;

/** Every value in a stream's part of a STATE that tells how far it came; `null` where there are too many. */
export function bookmarkLeaves(bookmark: Json, numbers: NumberTexts): BookmarkLeaves | null {
  const leaves = new Map<string, Json>();
  for (const [place, leaf] of leavesOf(bookmark, "", numbers)) {
    if (leaves.size >= mostLeaves) return null;
    leaves.set(place, leaf);
  }
  return leaves;
}

function* leavesOf(value: Json, place: string, numbers: NumberTexts): Generator<readonly [string, Json]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value) as [string, Json][]) {
    if (notProgress.test(key)) continue;
    const below = `${place}${place === "" ? "" : "."}${Array.isArray(value) ? contextOf(item, key) : key}`;
    if (typeof item === "object") yield* leavesOf(item, below, numbers);
    else yield [below, numbers.get(value)?.get(key) ?? item];
  }
}

/** Partitions have no order; their context names them. */
function contextOf(partition: Json, index: string): string {
  const context = isObject(partition) ? partition["context"] : undefined;
  return context === undefined ? index : JSON.stringify(context);
}

/** Whether a stream's part of a STATE says that the stream did not finish. */
export function hasProgressMarkers(bookmark: Json): boolean {
  if (!isObject(bookmark)) return false;
  if (isObject(bookmark["progress_markers"])) return true;
  const partitions = bookmark["partitions"];
  return Array.isArray(partitions) && partitions.some((each: Json) => hasProgressMarkers(each));
}
