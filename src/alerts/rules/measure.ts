import { formatByteSize } from "../../lib/byte-size.ts";
import { formatDuration } from "../../lib/duration.ts";

/** A value as people read it, by the unit at the end of its metric's name: `42 m 05 s`, `1.2 GB`, `12.5 %`. */
export function writeMeasure(metric: string, value: number): string {
  const sign = value < 0 ? "-" : "";
  const size = Math.abs(value);
  if (metric.endsWith("_seconds")) return sign + formatDuration(size * 1000);
  if (metric.endsWith("_bytes")) return sign + formatByteSize(size);
  const number = Number.isInteger(value)
    ? value.toLocaleString("en-US")
    : String(Number(value.toPrecision(4)));
  return metric.endsWith("_percent") ? `${number} %` : number;
}
