import type { DeliveryResult } from "./channel.ts";
import type { ChannelEffects } from "./effects.ts";
import type { HttpOutcome } from "./http.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** How much of a refusing body is kept as the reason. */
const excerptLength = 200;

/**
 * The plain reading of an HTTP answer: any 2xx is accepted; 408, 429, 5xx and no answer may go better later;
 * redirects (never followed) and every other code can't.
 */
export function httpResult(outcome: HttpOutcome, { clock, redactor }: ChannelEffects): DeliveryResult {
  if (outcome.kind === "unanswered") {
    const error = redactor.text(outcome.error);
    return outcome.permanent
      ? { kind: "dead", statusCode: null, error }
      : { kind: "failed", statusCode: null, error, retryAfterMs: null };
  }
  const { statusCode } = outcome;
  if (statusCode >= 200 && statusCode < 300) return { kind: "accepted", statusCode, vendorId: null };
  const error = redactor.text(refusal(outcome));
  if (!mayGoBetter(statusCode)) return { kind: "dead", statusCode, error };
  const retryAfterMs = parseRetryAfter(outcome.header("retry-after"), clock.now());
  return { kind: "failed", statusCode, error, retryAfterMs };
}

function mayGoBetter(statusCode: number): boolean {
  return statusCode === 408 || statusCode === 429 || statusCode >= 500;
}

function refusal({ statusCode, header, text }: Extract<HttpOutcome, { kind: "answered" }>): string {
  if (statusCode >= 300 && statusCode < 400)
    return `answered ${statusCode}, a redirect to ${origin(header("location"))}, which is not followed`;
  const page = (header("content-type") ?? "").includes("html");
  const excerpt = plain(page ? text.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, " ") : text);
  return `answered ${statusCode}${page ? " with a web page" : ""}${excerpt === "" ? "" : `: ${excerpt}`}`;
}

/** One line without control characters: it ends up in terminals and logs. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}

/** Where a redirect leads, without its path and query: those may carry a token. */
function origin(location: string | null): string {
  return URL.parse(location ?? "")?.origin ?? "another path";
}
