/**
 * The start of an id that people are shown and may type. A UUIDv7 begins with its time, and its first eight characters
 * stand still for a minute; thirteen hold the whole millisecond.
 */
export function shortId(id: string): string {
  return id[14] === "7" ? id.slice(0, 13) : id.slice(0, 8);
}
