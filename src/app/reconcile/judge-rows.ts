import type { Difference } from "./compare-sides.ts";

/** What a number of rows at an end says of the records in the pipe. */
export interface RowsVerdict {
  /** `equal`: as many as there must be. `consistent`: nothing contradicts, and nothing is proven. */
  readonly kind: "equal" | "consistent" | "different" | "unknown";
  /** One sentence: what can be concluded, and what not. */
  readonly says: string;
}

/** How a target puts records into its table. */
export type LoadMode = "append" | "upsert" | "overwrite" | "unknown";

/** How records get into the table, by the keys of the stream and the target's `load_method`. */
export function loadMode(keys: readonly string[] | null, loadMethod: unknown): LoadMode {
  if (loadMethod === "overwrite") return "overwrite";
  if (keys !== null) return keys.length === 0 ? "append" : "upsert";
  return loadMethod === "append-only" ? "append" : "unknown";
}

/**
 * What the rows in the table say of the records that were forwarded to it. The table holds what earlier runs loaded, and
 * what later ones did: only too few rows contradict.
 */
export function judgeTargetRows(
  rows: number,
  {
    forwarded,
    mode,
    isNewest,
  }: { readonly forwarded: number; readonly mode: LoadMode; readonly isNewest: boolean },
): RowsVerdict {
  if (forwarded > 0 && rows === 0)
    return { kind: "different", says: `${forwarded} records were forwarded, and the table has no rows.` };
  if (mode === "append") return judgeAppended(rows, forwarded);
  if (mode === "overwrite") return judgeReplaced(rows, { forwarded, isNewest });
  const why =
    mode === "upsert"
      ? "rows of the same key are one row there"
      : "whether rows of the same key are one row there is not known";
  return {
    kind: "consistent",
    says: `The table has ${rows} rows after ${forwarded} forwarded records: ${why}, and rows of other runs are among them, so that nothing contradicts and nothing is proven.`,
  };
}

function judgeAppended(rows: number, forwarded: number): RowsVerdict {
  if (rows < forwarded)
    return {
      kind: "different",
      says: `${forwarded} records were forwarded without keys, so that each is a row of its own, and the table has ${rows} rows.`,
    };
  if (rows === forwarded) return { kind: "equal", says: `The table has a row for each of ${rows} records.` };
  return {
    kind: "consistent",
    says: `The table has ${rows} rows, ${rows - forwarded} more than this run forwarded: those of other runs are among them, so that nothing contradicts and nothing is proven.`,
  };
}

function judgeReplaced(
  rows: number,
  { forwarded, isNewest }: { readonly forwarded: number; readonly isNewest: boolean },
): RowsVerdict {
  if (!isNewest)
    return { kind: "unknown", says: "A later run has replaced the rows that this one left in the table." };
  if (rows === forwarded) return { kind: "equal", says: `The table has a row for each of ${rows} records.` };
  if (rows < forwarded)
    return {
      kind: "consistent",
      says: `The table has ${rows} rows after ${forwarded} forwarded records: rows of the same key may have become one.`,
    };
  return {
    kind: "different",
    says: `The target replaces what was there, and the table has ${rows} rows after ${forwarded} forwarded records.`,
  };
}

/** How many rows the source says it has. */
export interface SourceRows {
  /** Changed since the bookmark that the run began at; all of them where it began without one. */
  readonly since: number;
  /** Of them those up to the bookmark that the run ended at; `null` where that is not known. */
  readonly within: number | null;
}

/**
 * What the source's own count says of the records that came. Rows that came or changed after the run only raise `since` and
 * lower `within`: so the records must lie between the two.
 */
export function judgeSourceRows({ since, within }: SourceRows, mapperSaw: number): RowsVerdict {
  if (mapperSaw > since)
    return {
      kind: "different",
      says: `${mapperSaw} records came, and the source has ${since} rows: some came more than once, or rows were deleted at the source since.`,
    };
  if (within !== null && mapperSaw < within)
    return {
      kind: "different",
      says: `${mapperSaw} records came, and the source has ${within} rows up to the bookmark that the run ended at: the tap left some out, or they were added behind the bookmark later.`,
    };
  if (since === mapperSaw) return { kind: "equal", says: `The source has ${since} rows, as many as came.` };
  return {
    kind: "consistent",
    says: `${mapperSaw} records came, and the source has ${since} rows by now: rows may have come or changed since the run, so that nothing is proven.`,
  };
}

/** A verdict over counts that are not final, or of several attempts: they contradict nothing. */
export function cautious<Answer extends { readonly verdict: RowsVerdict }>(
  answer: Answer | null,
): Answer | null {
  if (answer?.verdict.kind !== "different") return answer;
  const says = `${answer.verdict.says} The counts of the run are not final, or of several attempts: nothing follows.`;
  return { ...answer, verdict: { kind: "unknown", says } };
}

/** A verdict that contradicts, as a difference. */
export function rowsDifference(
  side: "target_rows" | "source_rows",
  verdict: RowsVerdict | null,
): Difference[] {
  return verdict?.kind === "different" ? [{ side, message: verdict.says, says: null, alike: null }] : [];
}
