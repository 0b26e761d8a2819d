import { readFileSync } from "node:fs";
import tls from "node:tls";
import { promisify } from "node:util";
import { gzip as gzipOf } from "node:zlib";
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { messageOf } from "../lib/errors.ts";
import { version } from "../lib/version.ts";
import { ForbiddenAddressError, guardedLookup, isForbidden } from "./address-guard.ts";

/** The most of an answer that is read. */
const bodyLimit = 64 * 1024;
const connectTimeoutMs = 5_000;
const pack = promisify(gzipOf);

export interface HttpGet {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From name look-up to the end of the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** A file with certificates to trust beside the usual ones. */
  readonly ca?: string | undefined;
}

export interface HttpPost extends HttpGet {
  readonly body: string;
  /** Packs the body, and says so in its headers. */
  readonly gzip?: boolean;
}

/**
 * An answer, with the first 64 KiB of its body (`broken` where the body did not come to its end); or why there is none,
 * and whether asking again could help.
 */
export type HttpOutcome =
  | {
      readonly kind: "answered";
      readonly statusCode: number;
      readonly header: (name: string) => string | null;
      readonly text: string;
      readonly broken: boolean;
    }
  | { readonly kind: "unanswered"; readonly error: string; readonly permanent: boolean };

export type HttpAnswer = Extract<HttpOutcome, { kind: "answered" }>;

export interface Http {
  post(post: HttpPost): Promise<HttpOutcome>;
  get(get: HttpGet): Promise<HttpOutcome>;
}

/**
 * HTTP for channels: redirects are not followed, every step has its limit, forbidden addresses are refused after name
 * look-up, idle connections never keep a process alive, and we say who we are (Discord may refuse who doesn't). `env` names proxies (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in
 * either case). Never throws.
 */
export function createHttp(env: Readonly<Record<string, string | undefined>> = {}): Http {
  const dispatchers = new Map<string, Dispatcher>();
  const dispatcherFor = (ca = ""): Dispatcher => {
    const known = dispatchers.get(ca);
    if (known !== undefined) return known;
    const made = createDispatcher(env, ca === "" ? undefined : trusted(ca));
    dispatchers.set(ca, made);
    return made;
  };
  const send = async (method: "GET" | "POST", asked: HttpGet & Partial<HttpPost>) => {
    const { url, headers, timeoutMs, signal, ca, body: text = null, gzip = false } = asked;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      refuseForbidden(url);
      const dispatcher = dispatcherFor(ca);
      const packed = gzip && text !== null;
      const body = packed ? await pack(text) : text;
      const encoding = packed ? { "content-encoding": "gzip" } : {};
      const named = { "user-agent": `pitchpipe/${version}`, ...headers, ...encoding };
      return await readAnswer(
        await request(url, { method, headers: named, body, dispatcher, signal: limit }),
      );
    } catch (thrown) {
      return unanswered(thrown, { timeoutMs, stopped: signal.aborted });
    }
  };
  return { post: (post) => send("POST", post), get: (get) => send("GET", get) };
}

function createDispatcher(
  env: Readonly<Record<string, string | undefined>>,
  ca: string[] | undefined,
): Dispatcher {
  const connect = guardedConnector(ca);
  const options = { connect, keepAliveTimeout: 4_000 };
  const either = (name: string): string => env[name.toLowerCase()] || env[name] || "";
  const httpProxy = either("HTTP_PROXY");
  const httpsProxy = either("HTTPS_PROXY");
  if (httpProxy === "" && httpsProxy === "") return new Agent(options);
  const tlsOptions = { timeout: connectTimeoutMs, ...(ca === undefined ? {} : { ca }) };
  return new EnvHttpProxyAgent({
    ...options,
    // An empty text keeps undici from looking into the process's own variables.
    httpProxy,
    httpsProxy,
    noProxy: either("NO_PROXY"),
    proxyTls: tlsOptions,
    ...(ca === undefined ? {} : { requestTls: tlsOptions }),
  });
}

/** The file's certificates and those trusted anyway: with `NODE_EXTRA_CA_CERTS` where Node can name them all. */
export function trusted(caFile: string): string[] {
  // Node 22.12, the oldest we run on, can't name them.
  const named: (typeof tls)["getCACertificates"] | undefined = tls.getCACertificates;
  return [...(named?.("default") ?? tls.rootCertificates), readFileSync(caFile, "utf8")];
}

/** Behind a proxy nobody here resolves names: what an address says is judged at once. */
function refuseForbidden(url: string): void {
  const { hostname } = new URL(url);
  if (isForbidden(hostname)) throw new ForbiddenAddressError(hostname);
}

function guardedConnector(ca: string[] | undefined): buildConnector.connector {
  const trust = ca === undefined ? {} : { ca };
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup, ...trust });
  return (options, callback) => {
    if (isForbidden(options.hostname)) callback(new ForbiddenAddressError(options.hostname), null);
    else connect(options, callback);
  };
}

async function readAnswer(answer: Dispatcher.ResponseData): Promise<HttpAnswer> {
  return {
    kind: "answered",
    statusCode: answer.statusCode,
    header: (name) => [answer.headers[name]].flat()[0] ?? null,
    ...(await readLimited(answer.body)),
  };
}

/** A status that came stays true when the body after it is slow, endless or cut: then what came of it is taken. */
async function readLimited(
  body: AsyncIterable<Buffer>,
): Promise<{ readonly text: string; readonly broken: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  let broken = false;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bodyLimit) break;
    }
  } catch (thrown) {
    broken = true;
    chunks.push(Buffer.from(` (the answer broke off: ${reasonOf(thrown)})`));
  }
  return { text: Buffer.concat(chunks).subarray(0, bodyLimit).toString("utf8"), broken };
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
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  const message = messageOf(thrown);
  return typeof code !== "string" || message.includes(code) ? message : `${message} (${code})`;
}
