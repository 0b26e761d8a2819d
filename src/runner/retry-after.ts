const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

const unit = "((?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)\\b)";
const header = new RegExp(
  `retry[-_ ]after["']?\\s*(?:[:=]|of|is)?\\s*[\\["']*(\\d{1,9}(?:\\.\\d+)?)(?![\\d.]|\\s*(?:tries|attempts|retries|times))\\s*${unit}?`,
  "i",
);
const sentence = new RegExp(
  `\\b(?:try|retry)(?: again)? (?:in|after) (\\d{1,9}(?:\\.\\d+)?)\\s*${unit}`,
  "i",
);
const date =
  /retry[-_ ]after["']?\s*[:=]\s*[["']*([A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)/i;

/**
 * The wait that the other side asked for, in milliseconds, by the last line that says one: a `Retry-After` header that was
 * logged (seconds or a date, RFC 9110 10.2.3), or a sentence such as "try again in 20 seconds". `null` where none does.
 */
export function retryAfterIn(lines: readonly string[], now: number): number | null {
  for (const line of lines.toReversed()) {
    const waitMs = waitIn(line, now);
    if (waitMs !== null) return waitMs;
  }
  return null;
}

function waitIn(line: string, now: number): number | null {
  const at = Date.parse(date.exec(line)?.[1] ?? "");
  if (!Number.isNaN(at)) return Math.max(0, at - now);
  const [, amount, named] = header.exec(line) ?? sentence.exec(line) ?? [];
  if (amount === undefined) return null;
  return Math.ceil(Number(amount) * unitOf(named?.toLowerCase() ?? "s"));
}

function unitOf(name: string): number {
  if (name === "ms" || name.startsWith("milli")) return 1;
  return unitMs[name.slice(0, 1)] ?? 1000;
}
