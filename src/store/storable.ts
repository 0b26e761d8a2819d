/**
 * A query parameter as both databases can keep it. PostgreSQL's text holds neither a NUL nor half of a surrogate pair,
 * and both may come in the names a tap invents: they become U+FFFD, on SQLite too, so that both stores say the same.
 */
export function storable(parameter: unknown): unknown {
  if (typeof parameter === "string") return storableText(parameter);
  if (typeof parameter === "boolean") return parameter ? 1 : 0;
  return parameter;
}

/** Lists of parameters that are storable as they are. */
const known = new WeakSet<readonly unknown[]>();

/** Says that parameters need no second look: with thousands of rows that look costs as much as the binding. */
export function markStorable(parameters: unknown[]): unknown[] {
  known.add(parameters);
  return parameters;
}

/** All parameters of a query, storable. */
export function storableAll(parameters: readonly unknown[]): readonly unknown[] {
  return known.has(parameters) ? parameters : parameters.map(storable);
}

/** A text as both databases give it back. */
export function storableText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "\uFFFD") : wellFormed;
}
