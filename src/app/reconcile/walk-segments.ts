import type { Segment } from "../../model/mapper-block.ts";
import type { Store } from "../../store/index.ts";

const pageSize = 1_000;

/** Number and records of every segment of these streams of a run, in order. */
export async function segmentsOf(
  store: Pick<Store, "blocks">,
  runId: string,
  streams: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Pick<Segment, "number" | "records">[]>> {
  const found = new Map<string, Pick<Segment, "number" | "records">[]>();
  for await (const { stream, number, records } of walk(store, runId)) {
    if (!streams.has(stream)) continue;
    const held = found.get(stream) ?? [];
    held.push({ number, records });
    found.set(stream, held);
  }
  return found;
}

/** The last bookmark that a STATE of the run had for each of its streams. */
export async function lastBookmarks(
  store: Pick<Store, "blocks">,
  runId: string,
): Promise<ReadonlyMap<string, string>> {
  const last = new Map<string, string>();
  for await (const { stream, bookmark } of walk(store, runId))
    if (bookmark !== null) last.set(stream, bookmark);
  return last;
}

async function* walk(store: Pick<Store, "blocks">, runId: string): AsyncGenerator<Segment> {
  let after = 0;
  for (;;) {
    const page = await store.blocks.segmentPage({ runId, after, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.sequence;
  }
}
