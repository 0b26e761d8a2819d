import { mask } from "./mask.ts";

// A secret's name, its closing quote if any, and `=`, `:` or `=>`. What stands before the name doesn't matter
// (`db_password`), what stands behind it does (`token_url`).
const opening =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|api[-_]?key|(?:access|account|secret|private|signing|encryption)[-_]?key|credentials?|authorization)(?:\\{0,3}["'])?[ \t]{0,4}(?:=>|[:=])[ \t]{0,4}/gi;

const quote = /\\{0,3}["']/y;
const bareValue = /[^\s,;&"'<>)}\]\\]+/y;
const scheme = /(?:basic|bearer|token|digest|negotiate)[ \t]+/iy;

/** What is said of a secret without being one. */
const notSecret = new Set(
  (
    "*** true false null none nil undefined unset set not is was are empty missing required invalid expired " +
    "optional unknown yes no on off found changed ok"
  ).split(" "),
);

/** Text in which what follows a secret's name is masked: `password=***`, `"token": "***"`. */
export function redactPairs(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const value = valueAt(text, opening.lastIndex, match[0]);
    if (value === null) continue;
    pieces.push(text.slice(copied, value.start), mask);
    copied = value.end;
    opening.lastIndex = value.end;
  }
  return copied === 0 ? text : pieces.join("") + text.slice(copied);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function valueAt(text: string, at: number, opened: string): Span | null {
  const mark = matchAt(quote, text, at);
  if (mark !== null) return quotedValue(text, at + mark.length, mark);
  const start = at + (matchAt(scheme, text, at)?.length ?? 0);
  const value = matchAt(bareValue, text, start);
  if (value === null || notSecret.has(value.toLowerCase())) return null;
  const end = start + value.length;
  return isProse(text, end, value, opened) ? null : { start, end };
}

/** Up to the same quote, or to the end of the line where it never comes. */
function quotedValue(text: string, start: number, mark: string): Span | null {
  let end = text.indexOf(mark, start);
  while (end > start && mark.length === 1 && text[end - 1] === "\\" && text[end - 2] !== "\\")
    end = text.indexOf(mark, end + 1);
  const [value = ""] = text.slice(start, end === -1 ? text.length : end).split("\n", 1);
  return value === "" || notSecret.has(value.toLowerCase()) ? null : { start, end: start + value.length };
}

/** "Invalid token: unexpected end of input" is a sentence: a plain word after a colon, and a word after that. */
function isProse(text: string, end: number, value: string, opened: string): boolean {
  return /:[ \t]+$/.test(opened) && /^[a-z]+$/i.test(value) && /^ [a-z]/i.test(text.slice(end, end + 2));
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
