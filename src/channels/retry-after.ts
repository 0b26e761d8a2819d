const httpDate = /^[A-Za-z]{3,9},? \d{2}[ -][A-Za-z]{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;
const asctimeDate = /^[A-Za-z]{3} [A-Za-z]{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * How long a server asks to be left alone, in milliseconds; `null` where it does not say or can't be understood.
 * Reads seconds (some vendors send fractions) and the three date forms of RFC 9110, section 5.6.7. A date that has
 * passed is 0.
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = httpDate.test(text) ? text : asctimeDate.test(text) ? `${text} GMT` : null;
  const at = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The same, given in milliseconds, as some vendors do. */
export function parseRetryAfterMs(header: string | null): number | null {
  const text = header?.trim() ?? "";
  return /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text)) : null;
}
