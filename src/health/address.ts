/** A part of an address without its URL encoding; as it stands where it has none that holds. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A `%` that nobody encoded.
    return part;
  }
}
