import { mask } from "./mask.ts";

interface Shape {
  /** Global, and linear on any input: what it scans without a match it never scans again. */
  readonly pattern: RegExp;
  readonly replace: (match: string, ...groups: string[]) => string;
}

const whole = (): string => mask;

/** Secrets that can be told by how they look, whoever wrote them. */
const shapes: readonly Shape[] = [
  // Private keys, also with `\n` written out, also cut off before their end.
  {
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----))*(?:-----END [A-Z0-9 ]{0,40}-----)?/g,
    replace: whole,
  },
  // JSON web tokens.
  { pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)*/g, replace: whole },
  // AWS access keys.
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, replace: whole },
  // Google API keys and OAuth access tokens.
  { pattern: /\bAIza[\w-]{35}|\bya29\.[\w-]{20,}/g, replace: whole },
  // Azure storage keys and signatures.
  { pattern: /\b(AccountKey|SharedAccessKey|SharedAccessSignature|sig)=[\w%+/=.~-]{20,}/g, replace: named },
  // GitHub, GitLab, Slack, Stripe.
  { pattern: /\bgh[opsur]_\w{30,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{20,}/g, replace: whole },
  { pattern: /\bxox[abeoprs]-[\w-]{10,}|\bxapp-[\w-]{10,}|\b[rs]k_(?:live|test)_\w{16,}/g, replace: whole },
  // Webhooks whose path is the secret.
  { pattern: /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g, replace: headed },
  { pattern: /(discord(?:app)?\.com\/api\/webhooks\/)[\w/-]+/g, replace: headed },
  // Authorization schemes with their credentials.
  { pattern: /\b(Bearer)( {1,4}|%20|\+)([\w.~+/-]{6,}=*)/gi, replace: bearer },
  { pattern: /\b(Basic) {1,4}([A-Za-z0-9+/_-]{6,}={0,2})/gi, replace: basic },
];

/** Text without the secrets whose shape is known; text without any comes back as it is. */
export function redactShapes(text: string): string {
  if (!mayHoldShape.test(text)) return text;
  let redacted = text;
  for (const { pattern, replace } of shapes) redacted = redacted.replace(pattern, replace);
  return redacted;
}

function named(_match: string, name: string): string {
  return `${name}=${mask}`;
}

function headed(_match: string, head: string): string {
  return `${head}${mask}`;
}

/** "Bearer authentication" is prose; a token is long, or has digits in it. */
function bearer(match: string, scheme: string, space: string, token: string): string {
  return token.length >= 15 || /\d/.test(token) ? `${scheme}${space}${mask}` : match;
}

/** "Basic authentication" is prose; credentials are base64 of `user:password`. */
function basic(match: string, scheme: string, credentials: string): string {
  return Buffer.from(credentials, "base64").includes(":") ? `${scheme} ${mask}` : match;
}

/** Whether a text holds a secret whose shape is known. */
export function hasSecretShape(text: string): boolean {
  return redactShapes(text) !== text;
}

/** What every shape has in it, so that most texts cost one search; letters by hand, since `i` makes all of it slower. */
const mayHoldShape =
  /PRIVATE KEY|eyJ|A(?:KIA|SIA|BIA|CCA)|AIza|ya29|=[\w%+/=.~-]{20}|gh[opsur]_|github_pat_|glpat-|xox|xapp-|[rs]k_(?:live|test)_|hooks\.slack|discord|[Bb](?:[Ee][Aa][Rr][Ee][Rr]|[Aa][Ss][Ii][Cc])/;
