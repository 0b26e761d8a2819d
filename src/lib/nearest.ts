/**
 * The known word a misspelt one most likely means, or `null` where none is near: at most a third of its letters differ
 * (Damerau-Levenshtein: a swap of neighbours is one step), and `-`, `_` and case don't count.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  const wanted = plain(word);
  let best: { readonly name: string; readonly steps: number } | null = null;
  for (const name of known) {
    const steps = distance(wanted, plain(name));
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3));
    if (steps <= allowed && (best === null || steps < best.steps)) best = { name, steps };
  }
  return best?.name ?? null;
}

function plain(word: string): string {
  return word.slice(0, 100).toLowerCase().replaceAll(/[-_]/g, "");
}

function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const steps = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      row.push(swapped ? Math.min(steps, at(beforeLast, j - 2) + 1) : steps);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
