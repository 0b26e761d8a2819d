const bars = "▁▂▃▄▅▆▇█";

/** Values as a row of bars from zero up to the greatest, or to `least` where that is more; nothing of nothing. */
export function sparkline(values: readonly number[], least = 0): string {
  const most = Math.max(...values, least);
  if (most === 0) return bars.charAt(0).repeat(values.length);
  return values
    .map((value) => bars.charAt(Math.min(bars.length - 1, Math.floor((value / most) * bars.length))))
    .join("");
}
