import { readFileSync } from "node:fs";
import tls from "node:tls";
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { messageOf } from "../lib/errors.ts";
import { decoded } from "./address.ts";
import type { HealthEffects } from "./effects.ts";
import { CheckNotMadeError, type Fault, faultOf } from "./fault.ts";

/** The most of an answer that is read. */
export const bodyLimit = 1024 * 1024;

export interface Asked {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ca?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly kind: "answered";
  readonly status: number;
  readonly header: (name: string) => string | null;
  /** The first MiB. */
  readonly text: string;
  /** Why the body did not come to its end; `null` where all of it, or as much as is read, came. */
  readonly broken: string | null;
}

export type Reply = Answered | { readonly kind: "unanswered"; readonly fault: Fault };

type NetEffects = Pick<HealthEffects, "env" | "lookup" | "isForbidden">;

/** Asks over HTTP: follows no redirect, reads at most a MiB, connects to no forbidden address. Never throws. */
export async function ask(asked: Asked, effects: NetEffects): Promise<Reply> {
  const { url, method, headers, body = null, signal, ca } = asked;
  let dispatcher: Dispatcher | null = null;
  try {
    refuseForbidden(url, effects);
    dispatcher = createDispatcher(effects, ca);
    const answer = await request(bare(url), {
      method,
      headers: { ...credentials(url), ...headers },
      body,
      dispatcher,
      signal,
    });
    return {
      kind: "answered",
      status: answer.statusCode,
      header: headerOf(answer),
      ...(await read(answer.body)),
    };
  } catch (thrown) {
    return { kind: "unanswered", fault: faultOf(thrown) };
  } finally {
    // What is still on its way is of no use to anybody.
    void dispatcher?.destroy().catch(() => undefined);
  }
}

function headerOf({ headers }: Dispatcher.ResponseData): Answered["header"] {
  return (name) => [headers[name]].flat()[0] ?? null;
}

async function read(body: AsyncIterable<Buffer>): Promise<Pick<Answered, "text" | "broken">> {
  const chunks: Buffer[] = [];
  let size = 0;
  let broken: string | null = null;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bodyLimit) break;
    }
  } catch (thrown) {
    broken = faultOf(thrown).text;
  }
  return { text: Buffer.concat(chunks).subarray(0, bodyLimit).toString("utf8"), broken };
}

/** An address may hold user and password; they belong into a header. */
function credentials(url: string): Record<string, string> {
  const { username, password } = new URL(url);
  return username === "" ? {} : basic(decoded(username), decoded(password));
}

export function basic(username: string, password: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

function bare(url: string): string {
  const without = new URL(url);
  without.username = "";
  without.password = "";
  return without.href;
}

/** Behind a proxy nobody here resolves names: what an address says is judged at once. */
function refuseForbidden(url: string, { isForbidden }: NetEffects): void {
  const { hostname } = new URL(url);
  if (isForbidden(hostname)) throw forbidden(hostname);
}

function forbidden(hostname: string): Error {
  const error = new Error(
    `the address ${hostname} is link-local or a metadata service, which is never connected to`,
  );
  error.name = "ForbiddenAddressError";
  return error;
}

function createDispatcher({ env, lookup }: NetEffects, caFile: string | undefined): Dispatcher {
  const trust = caFile === undefined ? {} : { ca: trusted(caFile) };
  const connect = buildConnector({ lookup, ...trust });
  const either = (name: string): string => env[name.toLowerCase()] || env[name] || "";
  const [httpProxy, httpsProxy] = [either("HTTP_PROXY"), either("HTTPS_PROXY")];
  if (httpProxy === "" && httpsProxy === "") return new Agent({ connect });
  // An empty text keeps undici from looking into the process's own variables.
  return new EnvHttpProxyAgent({
    connect,
    httpProxy,
    httpsProxy,
    noProxy: either("NO_PROXY"),
    ...(caFile === undefined ? {} : { requestTls: trust }),
  });
}

/** The file's certificates and those trusted anyway. */
export function trusted(caFile: string): string[] {
  // Node 22.12, the oldest we run on, can't name all of them.
  const named: (typeof tls)["getCACertificates"] | undefined = tls.getCACertificates;
  return [...(named?.("default") ?? tls.rootCertificates), certificatesIn(caFile)];
}

function certificatesIn(caFile: string): string {
  try {
    return readFileSync(caFile, "utf8");
  } catch (thrown) {
    throw new CheckNotMadeError(`the certificates to trust can't be read: ${messageOf(thrown)}`);
  }
}
