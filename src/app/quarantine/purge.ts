import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { PitchpipeError } from "../../lib/errors.ts";
import type { OpenedProject } from "../open-project.ts";
import { DamageCount, type DamagedLines } from "./damaged-lines.ts";
import { eraseRows } from "./erase-rows.ts";
import { withQuarantine } from "./hold-quarantine.ts";
import { quarantineFolder } from "./quarantine-folder.ts";
import { type QuarantineRow, quarantineFiles, type RowFilter, rowsOf } from "./read-rows.ts";
import { needWritable, writingTo } from "./unwritable.ts";

export interface PurgeOptions extends RowFilter {
  /** The key of the rows meant: its value, `name=value` pairs, or JSON. */
  readonly key?: string;
  /** Only rows that came before. */
  readonly before?: number;
  readonly by: string;
  readonly note: string | null;
}

export interface Purged {
  readonly records: number;
  readonly files: readonly string[];
  /** Lines that could be a row that was meant; they stay. */
  readonly damaged: readonly DamagedLines[];
}

/**
 * Erases the rows that are meant from the quarantine. First it is written down that and how many rows go, and by whom; the
 * account holds no value of them. Raises `STORE_UNAVAILABLE` where that can be written nowhere: then nothing is erased.
 */
export async function purgeQuarantine(project: OpenedProject, options: PurgeOptions): Promise<Purged> {
  return await withQuarantine(project, async () => {
    const damage = new DamageCount();
    const folder = quarantineFolder(project);
    const rows = meantRows(folder, options, damage);
    const damaged = damage.all();
    const files = [...new Set(rows.map(({ file }) => file))];
    if (rows.length > 0) needWritable(folder);
    if (rows.length === 0) return { records: 0, files, damaged };
    await writeDown(project, options, { records: rows.length, files, damaged });
    const why = "It is written down that rows were erased, and not all are.";
    writingTo(folder, why, () => eraseRows(rows, toTimestamp(project.clock.now())));
    return { records: rows.length, files, damaged };
  });
}

function meantRows(folder: string, options: PurgeOptions, damage: DamageCount): QuarantineRow[] {
  const { key, before } = options;
  const meant: QuarantineRow[] = [];
  for (const row of rowsOf(quarantineFiles(folder), options, damage.note)) {
    if (key !== undefined && !isKey(row.entry.key, key)) continue;
    if (before !== undefined && !(Date.parse(row.entry.at ?? "") < before)) continue;
    // Where it lies is enough; the rows themselves may be more than memory holds.
    meant.push({ ...row, entry: { ...row.entry, original: null } });
  }
  return meant;
}

/** Whether a text names a key: the value of its one property, `a=1,b=2`, or the key as JSON. */
export function isKey(key: Json, text: string): boolean {
  if (typeof key !== "object" || key === null || Array.isArray(key))
    return key !== null && textOf(key) === text;
  const pairs = Object.entries(key).map(([name, value]) => [name, textOf(value as Json)] as const);
  if (pairs.length === 1 && pairs[0]?.[1] === text) return true;
  if (pairs.map(([name, value]) => `${name}=${value}`).join(",") === text) return true;
  return sameJson(key, text);
}

function sameJson(key: object, text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(sorted(value)) === JSON.stringify(sorted(key));
  } catch {
    return false;
  }
}

function sorted(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function writeDown(
  { recorder, clock, newId }: OpenedProject,
  { runId, stream, key, before, by, note }: PurgeOptions,
  { records, files }: Purged,
): Promise<void> {
  const purge = {
    at: clock.now(),
    by,
    runId: runId ?? null,
    stream: stream ?? null,
    ofKey: key !== undefined,
    olderThan: before ?? null,
    records,
    files,
    note,
  };
  const recorded = await recorder.record([{ kind: "purged", purgeId: newId(), purge }]);
  if (recorded !== "lost") return;
  throw new PitchpipeError({
    code: "STORE_UNAVAILABLE",
    what: "Nothing was erased: the account of it could not be written.",
    whatToDo: "See what `pitchpipe doctor` says about the store, then try again.",
  });
}
