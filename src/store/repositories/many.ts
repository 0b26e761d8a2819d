/** Values a statement: both databases limit how many parameters one may have, and few sizes stay prepared. */
const atOnce = 500;

/** The answers to a query about many values, asked in pieces. */
export async function inPieces<Value, Row>(
  values: readonly Value[],
  ask: (piece: readonly Value[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const distinct = [...new Set(values)];
  const rows: Row[] = [];
  for (let from = 0; from < distinct.length; from += atOnce)
    for (const row of await ask(distinct.slice(from, from + atOnce))) rows.push(row);
  return rows;
}
