import type { Json } from "../../lib/canonical-json.ts";
import type { QuarantineBatch } from "../quarantine/batches.ts";
import type { DamagedLines } from "../quarantine/damaged-lines.ts";
import { type EntryFields, entryFields } from "../quarantine/entry.ts";
import type { QuarantineRow } from "../quarantine/read-rows.ts";
import type { Replayed } from "../quarantine/replay.ts";

type Document = { readonly [key: string]: Json };

/** A row of `quarantine list` (design section 15). `records` are all that lie there, `replayed` of them went back. */
export function batchDocument(batch: QuarantineBatch): Document {
  const { runId, stream, check, records, replayed, firstAt, lastAt, file } = batch;
  const pending = records - replayed;
  return {
    run_id: runId,
    stream,
    check,
    records,
    replayed,
    pending,
    first_at: firstAt,
    last_at: lastAt,
    file,
  };
}

/** A row of `quarantine show`: as its file has it, and where that is. */
export function rowDocument({ entry, file, isReplayed }: QuarantineRow): RowDocument {
  return { ...entryFields(entry), replayed: isReplayed, file };
}

export type RowDocument = EntryFields & { readonly replayed: boolean; readonly file: string };

/** Lines of a file that can't be read as rows, as `list`, `show` and `purge` say them. */
export function damagedDocument({ file, lines, firstLine }: DamagedLines): Document {
  return { file, lines, first_line: firstLine };
}

/** What `quarantine replay --json` says beside the stream. */
export function replayDocument({ replayed, held, impossible }: Replayed): Document {
  return { replayed, held: reasons(held), impossible: reasons(impossible) };
}

function reasons(counts: ReadonlyMap<string, number>): Json {
  return [...counts].map(([reason, records]) => ({ reason, records }));
}
