const factors: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** A size as people write it: `512KiB`, `256MiB`, `1GiB`, `100MB`. */
export const byteSizePattern = /^(\d+(?:\.\d+)?)(B|KB|MB|GB|KiB|MiB|GiB)$/;

/** Bytes of a size such as `256MiB`; `null` where the text is not one. */
export function parseByteSize(text: string): number | null {
  const match = byteSizePattern.exec(text);
  const factor = match?.[2] === undefined ? undefined : factors[match[2]];
  return factor === undefined ? null : Math.round(Number(match?.[1]) * factor);
}

/** A size for people: `812 B`, `1.2 kB`, `38.4 MB`. */
export function formatByteSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`;
}
