import { connect, type Socket } from "node:net";
import { domainToASCII } from "node:url";
import { ForbiddenAddressError, guardedLookup, isForbidden } from "../address-guard.ts";
import { trusted } from "../http.ts";
import type { Mail } from "./render.ts";
import type { EmailSettings } from "./settings.ts";

const usualPorts = { none: 25, starttls: 587, implicit: 465 } as const;
const mostConnections = 3;
/** Connections that nobody uses are closed soon, so that they don't keep a process alive. */
const idleMs = 250;

/** What the server said of a mail: by recipient, and in all. */
export interface Sent {
  readonly accepted: readonly string[];
  readonly refused: readonly { readonly to: string; readonly code: number | null; readonly error: string }[];
  readonly response: string;
}

/** Sends one mail to these recipients; raises what nodemailer raised where the server took it for none of them. */
export type Transport = (mail: Mail, to: readonly string[], signal: AbortSignal) => Promise<Sent>;

interface RefusedRecipient extends Error {
  readonly recipient?: string | undefined;
  readonly responseCode?: number | undefined;
}

/**
 * A pool of SMTP connections. STARTTLS is demanded and never done without, certificates are checked, forbidden addresses
 * refused after name look-up. nodemailer is loaded with the first mail.
 */
export async function createTransport(settings: EmailSettings): Promise<Transport> {
  const { createTransport: create } = await import("nodemailer");
  const { host, tls, username, password, ca, timeout } = settings;
  const port = settings.port ?? usualPorts[tls];
  const pool = create({
    pool: true,
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? "" } }),
    tls: {
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca: trusted(ca) }),
    },
    connectionTimeout: Math.min(timeout, 10_000),
    greetingTimeout: timeout,
    socketTimeout: timeout,
    maxConnections: mostConnections,
    // A try is one try: what comes after it is decided elsewhere.
    maxRequeues: 0,
    idleTimeout: idleMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket: (_options: unknown, done: SocketDone) => openSocket({ host, port }, done),
  });
  return async (mail, to, signal) => {
    const { from, references, headers, ...rest } = mail;
    const info = await pool.sendMail({
      ...rest,
      from,
      references: [...references],
      headers: { ...headers },
      to: [...mail.to],
      envelope: { from: bareAddress(from), to: to.map(bareAddress) },
      signal,
    });
    return {
      accepted: info.accepted.map(addressText),
      refused: refusedOf(info.rejectedErrors),
      response: info.response,
    };
  };
}

/** Recipients that the server refused, as nodemailer tells them. */
export function refusedOf(errors: readonly RefusedRecipient[] | undefined): Sent["refused"] {
  return (errors ?? []).map(({ recipient = "", responseCode = null, message }) => ({
    to: recipient,
    code: responseCode,
    error: message,
  }));
}

/** `ops@example.com` of `Ops <ops@example.com>`. */
function bareAddress(address: string): string {
  return /<([^<>]+)>$/.exec(address)?.[1] ?? address;
}

/** Whether two ways of writing lead to one mailbox: a domain may be in capitals, and in letters beyond ASCII. */
export function isSameAddress(one: string, other: string): boolean {
  return plainAddress(one) === plainAddress(other);
}

function plainAddress(address: string): string {
  const bare = bareAddress(address);
  const at = bare.lastIndexOf("@");
  return `${bare.slice(0, at)}@${domainToASCII(bare.slice(at + 1)) || bare.slice(at + 1).toLowerCase()}`;
}

function addressText(address: string | { readonly address: string }): string {
  return typeof address === "string" ? address : address.address;
}

type SocketDone = (error: Error | null, socket?: { readonly connection: Socket }) => void;

function openSocket(
  { host, port }: { readonly host: string; readonly port: number },
  done: SocketDone,
): void {
  if (isForbidden(host)) {
    done(new ForbiddenAddressError(host));
    return;
  }
  const socket = connect({ host, port, lookup: guardedLookup, timeout: 10_000 });
  const onError = (error: Error): void => done(error);
  socket.once("error", onError);
  socket.once("timeout", () => socket.destroy(new Error(`no connection to ${host}:${port} within 10 s`)));
  socket.once("connect", () => {
    socket.off("error", onError);
    socket.removeAllListeners("timeout");
    socket.setTimeout(0);
    done(null, { connection: socket });
  });
}
