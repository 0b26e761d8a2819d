import { createHash } from "node:crypto";

/**
 * A UUIDv7 of a moment whose random part is a hash: whoever makes it of the same things makes the same one. `instant` is the
 * moment as Python's `isoformat` writes it in UTC, so that ids that Airflow derives can be derived here too
 * (`generate_static_uuid` of OpenLineage's client).
 */
export function staticUuid(atMs: number, instant: string, data: string): string {
  const digest = createHash("sha1").update(`${instant}${data}`, "utf8").digest("hex").slice(0, 19);
  const time = Math.max(0, Math.trunc(atMs)).toString(16).padStart(12, "0").slice(-12);
  // Nineteen digits of the hash fill all but the first of the twenty that follow the time; version and variant stand over two.
  const rest = `0${digest}`;
  const variant = (8 + (Number.parseInt(rest.charAt(4), 16) % 4)).toString(16);
  const hex = `${time}7${rest.slice(1, 4)}${variant}${rest.slice(5)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A moment as Python writes it: with microseconds only where there are some. */
export function pythonInstant(atMs: number, micros = 0): string {
  const whole = new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, 19);
  const fraction = (atMs % 1000) * 1000 + micros;
  return `${whole}${fraction === 0 ? "" : `.${String(fraction).padStart(6, "0")}`}+00:00`;
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidShape.test(text);
}
