import { messageOf } from "../lib/errors.ts";

/** Why nothing was heard, by the step that failed. */
export interface Fault {
  readonly kind: "dns" | "tls" | "connect" | "timeout" | "forbidden" | "ours" | "other";
  readonly text: string;
}

const kinds: readonly (readonly [Fault["kind"], RegExp])[] = [
  ["dns", /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL|EREFUSED|ENOTIMP|EBADNAME|EFORMERR)/],
  ["tls", /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO|INVALID_CA)/],
  ["timeout", /^(ETIMEDOUT|ETIMEOUT|UND_ERR_\w*TIMEOUT)$/],
  ["connect", /^(ECONN|EHOST|ENET|EPIPE|EADDR|UND_ERR_SOCKET)/],
];

const sentences: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate comes from an authority that is not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate comes from an authority that is not trusted here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate comes from an authority that is not trusted here",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  ENOTFOUND: "the name is not found",
  EAI_AGAIN: "the name server does not answer",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the other side closed the connection",
  UND_ERR_HEADERS_OVERFLOW: "the head of its answer is longer than is read",
  ERR_SSL_WRONG_VERSION_NUMBER: "what answers there is no TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "what answers there is no TLS",
};

/** Something of our own that a check needs is not there: that says nothing of the other side. */
export class CheckNotMadeError extends Error {}

/** What a thrown network error means. */
export function faultOf(thrown: unknown): Fault {
  const error = innermost(thrown);
  if (error instanceof Error && error.name === "ForbiddenAddressError")
    return { kind: "forbidden", text: error.message };
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
    return { kind: "timeout", text: "no answer in time" };
  if (error instanceof CheckNotMadeError) return { kind: "ours", text: error.message };
  if (error instanceof Error && error.name === "HTTPParserError")
    return { kind: "other", text: "what answers there is no HTTP" };
  const code = error instanceof Error && "code" in error && error.code ? String(error.code) : "";
  const kind = kinds.find(([, pattern]) => pattern.test(code))?.[0] ?? "other";
  const said = sentences[code] ?? opensslReason(messageOf(error));
  return { kind, text: code === "" || said.includes(code) ? said : `${said} (${code})` };
}

/** OpenSSL tells where in its code it failed; the reason stands in the middle: `…:SSL routines:f:no protocols:…`. */
function opensslReason(message: string): string {
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
  return reason === undefined ? message : `TLS failed: ${reason}`;
}

/** Where several addresses were tried, the first says it; a wrapper says less than what it wraps. */
function innermost(thrown: unknown): unknown {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return innermost(thrown.errors[0]);
  if (!(thrown instanceof Error) || thrown.cause === undefined || "code" in thrown) return thrown;
  return thrown.cause instanceof Error ? innermost(thrown.cause) : thrown;
}
