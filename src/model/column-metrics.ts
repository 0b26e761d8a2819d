/** What one column of a stream held in a run: counts and measures, never a value that could name anybody. */
export interface ColumnMetrics {
  readonly column: string;
  /** Records looked at; nulls, types and lengths are counted over all of them. */
  readonly records: number;
  /** Null or not there. */
  readonly nulls: number;
  /** Values by JSON type, null left out; types that never came are left out. */
  readonly types: { readonly [type: string]: number };
  /** Estimated by a sketch; `null` where there was no memory for one. */
  readonly distinct: number | null;
  /** The standard error of `distinct`, as a share of it; 0 where it was counted. */
  readonly distinctError: number;
  /** Of numbers; `null` where none came. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly sum: number | null;
  /** Of numbers, estimated from the sampled rows. */
  readonly quantiles: Quantiles | null;
  /** Of texts, in UTF-16 units. */
  readonly lengthMin: number | null;
  readonly lengthMax: number | null;
  readonly lengthMean: number | null;
  /** The most frequent values, told apart by a short hash, and their shares among the sampled rows. */
  readonly top: readonly { readonly hash: string; readonly share: number }[];
  /** Rows that quantiles and top values are estimated from; all of them where it equals `records`. */
  readonly sampled: number;
}

export interface Quantiles {
  readonly p05: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
}
