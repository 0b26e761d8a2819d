/** A measured number with its unit, as people read it: `92 %`, `812.5 ms`, `0.00013`. */
export function writeValue(value: number, unit: string): string {
  const number = Number.isInteger(value) ? String(value) : rounded(value);
  return unit === "" ? number : `${number} ${unit}`;
}

/** Three decimals; a small number keeps three significant digits, so that it isn't shown as 0. */
function rounded(value: number): string {
  return String(Number(Math.abs(value) < 0.01 ? value.toPrecision(3) : value.toFixed(3)));
}
