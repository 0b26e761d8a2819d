/**
 * A query parameter as both databases can keep it. PostgreSQL's text holds neither a NUL nor half of a surrogate pair,
 * and both may come in the names a tap invents: they become U+FFFD, on SQLite too, so that both stores say the same.
 */
export function storable(parameter: unknown): unknown {
  if (typeof parameter === "string") return storableText(parameter);
  if (typeof parameter === "boolean") return parameter ? 1 : 0;
  return parameter;
}

function storableText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "\uFFFD") : wellFormed;
}
