/** One line of the bench's table. */
export interface Row {
  readonly work: string;
  /** What was measured, as text with its unit. */
  readonly measured: string;
  /** The ratio that the bar is about; `null` where there is none. */
  readonly ratio: number | null;
  /** The bar, as text; `null` where the figure is only to be known. */
  readonly bar: string | null;
  readonly meets: boolean | null;
}

/** A row that has a bar: `ratio` must be at most `bar`. */
export function atMost(bar: number, row: { work: string; measured: string; ratio: number }): Row {
  return { ...row, bar: `≤ ${bar}`, meets: row.ratio <= bar };
}

/** A row that has a bar: `ratio` must be at least `bar`. */
export function atLeast(bar: number, row: { work: string; measured: string; ratio: number }): Row {
  return { ...row, bar: `≥ ${bar}`, meets: row.ratio >= bar };
}

/** A row that tells and judges nothing. */
export function told(row: { work: string; measured: string; ratio: number | null }): Row {
  return { ...row, bar: null, meets: null };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[sorted.length % 2 ? middle : middle - 1],
    sorted[middle],
  ];
  return (low + high) / 2;
}
