import { Agent, buildConnector, request } from "undici";
import { messageOf } from "../lib/errors.ts";
import { ForbiddenAddressError, guardedLookup, isForbidden } from "./address-guard.ts";

/** The most of an answer that is read. */
const bodyLimit = 64 * 1024;
const connectTimeoutMs = 5_000;

export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From name look-up to the end of the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** An answer, with the first 64 KiB of its body; or why there is none, and whether asking again could help. */
export type HttpOutcome =
  | {
      readonly kind: "answered";
      readonly statusCode: number;
      readonly header: (name: string) => string | null;
      readonly text: string;
    }
  | { readonly kind: "unanswered"; readonly error: string; readonly permanent: boolean };

export interface Http {
  post(post: HttpPost): Promise<HttpOutcome>;
}

/**
 * HTTP for channels: redirects are not followed, every step has its limit, forbidden addresses are refused after name
 * look-up, idle connections never keep a process alive. Never throws.
 */
export function createHttp(): Http {
  const dispatcher = new Agent({ connect: guardedConnector(), keepAliveTimeout: 4_000 });
  return {
    post: async ({ url, headers, body, timeoutMs, signal }) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const answer = await request(url, { method: "POST", headers, body, dispatcher, signal: limit });
        return {
          kind: "answered",
          statusCode: answer.statusCode,
          header: (name) => [answer.headers[name]].flat()[0] ?? null,
          text: await readLimited(answer.body),
        };
      } catch (thrown) {
        return unanswered(thrown, { timeoutMs, stopped: signal.aborted });
      }
    },
  };
}

function guardedConnector(): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup });
  return (options, callback) => {
    if (isForbidden(options.hostname)) callback(new ForbiddenAddressError(options.hostname), null);
    else connect(options, callback);
  };
}

/** A status that came stays true when the body after it is slow, endless or cut: then what came of it is taken. */
async function readLimited(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bodyLimit) break;
    }
  } catch (thrown) {
    chunks.push(Buffer.from(` (the answer broke off: ${reasonOf(thrown)})`));
  }
  return Buffer.concat(chunks).subarray(0, bodyLimit).toString("utf8");
}

function unanswered(
  thrown: unknown,
  { timeoutMs, stopped }: { readonly timeoutMs: number; readonly stopped: boolean },
): HttpOutcome {
  if (stopped)
    return {
      kind: "unanswered",
      error: "we stopped waiting before an answer came; whether it arrived is not known",
      permanent: false,
    };
  if (thrown instanceof DOMException && thrown.name === "TimeoutError")
    return {
      kind: "unanswered",
      error: `no answer within ${timeoutMs / 1000} s; whether it arrived is not known`,
      permanent: false,
    };
  return {
    kind: "unanswered",
    error: reasonOf(thrown),
    permanent: thrown instanceof ForbiddenAddressError,
  };
}

/** The code of a network error says more than its message, which is empty where several addresses were tried. */
function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : null;
  const message = messageOf(thrown);
  return code === null || message.includes(code) ? message : `${message} (${code})`;
}
