import type { DeliveryResult } from "./channel.ts";
import type { BasicEffects } from "./effects.ts";
import type { HttpAnswer, HttpOutcome } from "./http.ts";
import { parseRetryAfter, parseRetryAfterMs } from "./retry-after.ts";

/** How much of a refusing body is kept as the reason. */
const excerptLength = 200;

/**
 * What an answer with a good status proves: the other side took it (with its id where it gave one), refused it for good,
 * or for now; what it says stands in `error`.
 */
export type Proof =
  | { readonly kind: "taken"; readonly vendorId: string | null }
  | { readonly kind: "refused"; readonly error: string }
  | { readonly kind: "busy"; readonly error: string };

/** How a vendor answers. Without anything said, any 2xx is its word. */
export interface Contract {
  /** The only status codes that can mean success. */
  readonly success?: readonly number[];
  /** Reads the body of a successful answer: there are vendors that refuse with 200. */
  readonly proof?: (answer: HttpAnswer) => Proof;
  /** How long the body wants to be left alone, in milliseconds. */
  readonly wait?: (answer: HttpAnswer) => number | null;
}

/**
 * What an HTTP answer means: by the contract accepted; 408, 429, 5xx and no answer may go better later; redirects (never
 * followed) and every other code can't. A success whose proof broke off is not known to be one.
 */
export function httpResult(
  outcome: HttpOutcome,
  { clock, redactor }: Pick<BasicEffects, "clock" | "redactor">,
  contract: Contract = {},
): DeliveryResult {
  if (outcome.kind === "unanswered") {
    const error = redactor.text(outcome.error);
    return outcome.permanent
      ? { kind: "dead", statusCode: null, error }
      : { kind: "failed", statusCode: null, error, retryAfterMs: null };
  }
  const { statusCode } = outcome;
  const read = readingOf(outcome, contract);
  if (read.kind === "taken") return { kind: "accepted", statusCode, vendorId: read.vendorId };
  const error = redactor.text(read.error);
  if (read.kind === "refused") return { kind: "dead", statusCode, error };
  return { kind: "failed", statusCode, error, retryAfterMs: waitOf(outcome, clock.now(), contract) };
}

function readingOf(answer: HttpAnswer, { success, proof }: Contract): Proof {
  const { statusCode } = answer;
  const good = statusCode >= 200 && statusCode < 300;
  if (!good) return { kind: mayGoBetter(statusCode) ? "busy" : "refused", error: refusal(answer) };
  if (success !== undefined && !success.includes(statusCode))
    return { kind: "refused", error: `${refusal(answer)} (success is ${success.join(" or ")})` };
  if (proof === undefined) return { kind: "taken", vendorId: null };
  const read = proof(answer);
  // Half an answer proves nothing either way.
  return answer.broken && read.kind === "refused" ? { kind: "busy", error: read.error } : read;
}

function waitOf(answer: HttpAnswer, now: number, { wait }: Contract): number | null {
  const told = [
    parseRetryAfter(answer.header("retry-after"), now),
    parseRetryAfterMs(answer.header("retry-after-ms")),
    wait?.(answer) ?? null,
  ].filter((ms) => ms !== null);
  return told.length === 0 ? null : Math.max(...told);
}

function mayGoBetter(statusCode: number): boolean {
  return statusCode === 408 || statusCode === 429 || statusCode >= 500;
}

/** What a refusing answer says, as a reason for people. */
export function refusal(answer: HttpAnswer): string {
  const { statusCode, header } = answer;
  if (statusCode >= 300 && statusCode < 400)
    return `answered ${statusCode}, a redirect to ${origin(header("location"))}, which is not followed`;
  const excerpt = excerptOf(answer);
  const page = isWebPage(answer) ? " with a web page" : "";
  return `answered ${statusCode}${page}${excerpt === "" ? "" : `: ${excerpt}`}`;
}

/** Whether the answer is made for browsers, as login pages and proxies give it. */
export function isWebPage({ header, text }: HttpAnswer): boolean {
  // Slack calls its plain `ok` HTML too.
  const called = (header("content-type") ?? "").includes("html") && /<\w/.test(text);
  return called || /^\s*<(?:!doctype html|html)/i.test(text);
}

/** The answer's body as JSON, where it is a map. */
export function jsonOf({ text }: HttpAnswer): { readonly [key: string]: unknown } | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    // No JSON is an answer too: whoever asked judges it.
    return null;
  }
}

function excerptOf(answer: HttpAnswer): string {
  const { text } = answer;
  return excerpt(isWebPage(answer) ? text.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, " ") : text);
}

/** One short line without control characters: it ends up in terminals and logs. */
export function excerpt(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}

/** Where a redirect leads, without its path and query: those may carry a token. */
function origin(location: string | null): string {
  return URL.parse(location ?? "")?.origin ?? "another path";
}
