import type { ColumnMetrics } from "../../model/column-metrics.ts";

/** A check that the data seen would pass, and what speaks for it. */
export interface Suggestion {
  /** The entry as JSON, which is YAML too. */
  readonly entry: { readonly [check: string]: unknown };
  /** One sentence with the counts it rests on. */
  readonly evidence: string;
}

/** What is known of a stream: the column metrics of several runs, or of one captured stream. */
export interface Evidence {
  readonly runs: readonly (readonly ColumnMetrics[])[];
  readonly keyProperties: readonly string[];
  /** Whether the keys were seen to be unique; `null` where nobody looked. */
  readonly keysUnique: boolean | null;
  /** Records of each run. */
  readonly records: readonly number[];
  /** Values of columns with few of them, where the data are at hand: a store keeps none. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Columns in which a number came that is none (NaN). */
  readonly unclearNumbers: ReadonlySet<string>;
  /** Columns with characters that metrics count twice, as some emoji; `null` where nobody looked. */
  readonly wideTexts: ReadonlySet<string> | null;
}

/** With fewer records anything looks like a rule. */
const leastRecords = 100;
/** A column with up to so many values is a list of them. */
const mostValues = 12;

/** Proposes checks. Nothing that the evidence already breaks, and nothing from fewer than a hundred records. */
export function suggestChecks(evidence: Evidence): Suggestion[] {
  const columns = joined(evidence);
  const total = evidence.records.reduce((sum, count) => sum + count, 0);
  if (total < leastRecords) return [];
  return [
    ...keyChecks(evidence, total),
    ...notNull(columns, evidence.keyProperties),
    ...columns.flatMap((column) => valueChecks(column, evidence)),
    ...volumeChecks(evidence.records),
  ];
}

/** One column over all runs. */
interface Column {
  readonly column: string;
  readonly records: number;
  readonly nulls: number;
  readonly types: ReadonlySet<string>;
  readonly min: number | null;
  readonly max: number | null;
  readonly lengthMin: number | null;
  readonly lengthMax: number | null;
  /** In the run that had most. */
  readonly distinct: number | null;
  readonly worstNullShare: number;
  readonly runs: number;
}

/** A column that a run didn't have was null in all of its records. */
function joined({ runs, records: recordsOfRuns }: Evidence): Column[] {
  const byName = Map.groupBy(runs.flat(), ({ column }) => column);
  return [...byName].map(([column, metrics]) => {
    const without = recordsOfRuns.filter(
      (records, at) => records > 0 && !runs[at]?.some((each) => each.column === column),
    );
    const missing = without.reduce((sum, records) => sum + records, 0);
    const least = (pick: (each: ColumnMetrics) => number | null): number | null =>
      extreme(metrics, pick, Math.min);
    const most = (pick: (each: ColumnMetrics) => number | null): number | null =>
      extreme(metrics, pick, Math.max);
    return {
      column,
      records: metrics.reduce((sum, { records }) => sum + records, missing),
      nulls: metrics.reduce((sum, { nulls }) => sum + nulls, missing),
      types: new Set(metrics.flatMap(({ types }) => Object.keys(types))),
      min: least(({ min }) => min),
      max: most(({ max }) => max),
      lengthMin: least(({ lengthMin }) => lengthMin),
      lengthMax: most(({ lengthMax }) => lengthMax),
      distinct: most(({ distinct }) => distinct),
      worstNullShare: Math.max(
        missing > 0 ? 1 : 0,
        ...metrics.map(({ nulls, records }) => (records === 0 ? 0 : nulls / records)),
      ),
      runs: metrics.length + without.length,
    };
  });
}

function extreme(
  metrics: readonly ColumnMetrics[],
  pick: (each: ColumnMetrics) => number | null,
  of: (...values: number[]) => number,
): number | null {
  const values = metrics.map(pick).filter((value) => value !== null);
  return values.length === 0 ? null : of(...values);
}

function keyChecks({ keyProperties, keysUnique }: Evidence, total: number): Suggestion[] {
  if (keyProperties.length === 0 || keysUnique !== true) return [];
  const evidence = `${count(total)} records, and no key came twice`;
  return [{ entry: { unique: keyProperties.map(pathOf) }, evidence }];
}

function notNull(columns: readonly Column[], keys: readonly string[]): Suggestion[] {
  const full = columns.filter(({ nulls, records }) => nulls === 0 && records >= leastRecords);
  const names = full.map(({ column }) => column).filter((name) => !keys.includes(name));
  if (names.length === 0) return [];
  const records = Math.min(...full.map((column) => column.records));
  return [{ entry: { not_null: names.map(pathOf) }, evidence: `no null in ${count(records)} records` }];
}

function valueChecks(column: Column, { values, unclearNumbers, wideTexts }: Evidence): Suggestion[] {
  const given = column.records - column.nulls;
  if (given < leastRecords) return [];
  return [
    ...(unclearNumbers.has(column.column) ? [] : rangeOf(column, given)),
    ...enumOf(column, values.get(column.column) ?? null, given),
    ...(wideTexts?.has(column.column) === true ? [] : lengthOf(column, given, wideTexts === null)),
    ...nullRateOf(column),
  ];
}

/** Only a bound that means something: nothing below zero. The greatest value seen is no rule for tomorrow. */
function rangeOf({ column, types, min, max }: Column, given: number): Suggestion[] {
  const isNumeric = [...types].every((type) => type === "integer" || type === "number");
  if (!isNumeric || min === null || max === null || min < 0) return [];
  return [
    {
      entry: { range: { field: pathOf(column), min: 0 } },
      evidence: `${count(given)} values from ${min} to ${max}`,
    },
  ];
}

function enumOf({ column, types }: Column, values: readonly string[] | null, given: number): Suggestion[] {
  const isText = types.size === 1 && types.has("string");
  if (
    !isText ||
    values === null ||
    values.length > mostValues ||
    values.length < 2 ||
    values.length * 20 > given
  )
    return [];
  return [
    {
      entry: { enum: { field: pathOf(column), values: [...values].sort() } },
      evidence: `${values.length} different values in ${count(given)}`,
    },
  ];
}

/**
 * A fixed length is a rule, but not of a handful of words that happen to be as long as one another. Where characters may
 * have been counted twice, only the most is known.
 */
function lengthOf(
  { column, types, lengthMin, lengthMax, distinct }: Column,
  given: number,
  isAtMost: boolean,
): Suggestion[] {
  const isText = types.size === 1 && types.has("string");
  if (!isText || lengthMin === null || lengthMin !== lengthMax || lengthMin === 0) return [];
  if (distinct !== null && distinct <= mostValues) return [];
  return [
    {
      entry: { length: { field: pathOf(column), ...(isAtMost ? {} : { min: lengthMin }), max: lengthMin } },
      evidence: `all ${count(given)} values have ${lengthMin} characters`,
    },
  ];
}

/** For columns that are empty at times: half as much again as the worst run, in steps of five. */
function nullRateOf({ column, nulls, worstNullShare, runs }: Column): Suggestion[] {
  if (nulls === 0 || worstNullShare > 0.5) return [];
  const limit = Math.min(95, Math.ceil((worstNullShare * 150 + 1) / 5) * 5);
  return [
    {
      entry: { null_rate: { field: pathOf(column), max_percent: limit } },
      evidence: `at most ${(worstNullShare * 100).toFixed(1)} % nulls in ${runs} ${runs === 1 ? "run" : "runs"}`,
    },
  ];
}

function volumeChecks(records: readonly number[]): Suggestion[] {
  const least = Math.min(...records);
  if (records.length < 3 || least === 0) return [];
  return [
    {
      entry: { row_count: { min: 1 } },
      evidence: `at least ${count(least)} records in each of ${records.length} runs`,
    },
  ];
}

function count(value: number): string {
  return value.toLocaleString("en");
}

/** The path that means the property of this very name. */
function pathOf(name: string): string {
  return name.replace(/[\\.[]/g, "\\$&");
}
