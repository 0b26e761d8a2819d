import { createRedactor } from "../lib/redaction/index.ts";

/** Without any of these no secret's name or shape can be in it. A STATE may come a hundred thousand times a second. */
const suspicious =
  /pass|pwd|secret|token|cred|auth|bearer|basic|api|access|account|private|signing|encrypt|-----|eyJ|AKIA|ASIA|ABIA|ACCA|AIza|ya29|gh[opsur]_|hub_pat|glpat|xox|xapp|[rs]k_|hook|sig=|:\/\//i;

const redactor = createRedactor([]);

/** A bookmark without what looks like a secret. */
export function redactBookmark(text: string): string {
  return suspicious.test(text) ? redactor.text(text) : text;
}
