import { createRedactor } from "../lib/redaction/index.ts";

/** Without any of these no secret's name or shape can be in it. A STATE may come a hundred thousand times a second. */
const suspicious =
  /pass|pwd|secret|token|cred|auth|bearer|basic|api|access|account|private|signing|encrypt|-----|eyJ|AKIA|ASIA|ABIA|ACCA|AIza|ya29|gh[opsur]_|hub_pat|glpat|xox|xapp|[rs]k_|hook|sig=|:\/\//i;

const redactor = createRedactor([]);
let lastPlain = "";

/** A bookmark without what looks like a secret. */
export function redactBookmark(text: string): string {
  if (differsInDigits(text, lastPlain)) return text;
  if (suspicious.test(text)) return redactor.text(text);
  lastPlain = text;
  return text;
}

/** Whether two texts are equal but for their digits, which make no secret of what was none. */
function differsInDigits(text: string, other: string): boolean {
  if (text.length !== other.length) return false;
  for (let at = 0; at < text.length; at++)
    if (text[at] !== other[at] && !(isDigit(text.charCodeAt(at)) && isDigit(other.charCodeAt(at))))
      return false;
  return true;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
