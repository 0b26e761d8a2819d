const names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The days (1 is Monday, 7 Sunday) of `["monday:friday", "sunday"]`; `null` where one is no day or runs backwards. */
export function parseWeekdays(texts: readonly string[]): ReadonlySet<number> | null {
  const days = new Set<number>();
  for (const text of texts) {
    const [from = "", to = from] = text
      .toLowerCase()
      .split(":")
      .map((name) => name.trim());
    const [first, last] = [names.indexOf(from), names.indexOf(to)];
    if (first < 0 || last < first) return null;
    for (let day = first; day <= last; day += 1) days.add(day + 1);
  }
  return days;
}
