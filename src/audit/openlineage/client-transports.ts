import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ClientMap, isMap, mapOf, textsOf } from "./client-document.ts";
import type { FileTransport, HttpTransport, Transport } from "./transport.ts";

/** Transports, and what of them can't be used, one sentence each. */
export interface ReadTransports {
  readonly transports: readonly Transport[];
  readonly problems: readonly string[];
}

export const defaultEndpoint = "api/v1/lineage";
const defaultTimeoutMs = 5_000;

/** A transport as OpenLineage's client is told of it; a composite one is all of its parts. `root` is where paths start. */
export function clientTransports(config: ClientMap, root: string, name?: string): ReadTransports {
  const { type } = config;
  const called = name ?? (typeof config["name"] === "string" ? config["name"] : String(type));
  if (type === "composite") return composite(config, root);
  if (type === "http" || type === "async_http") return http(config, called, root);
  if (type === "file") return file(config, called, root);
  if (type === "console") return { transports: [{ type: "console", name: called }], problems: [] };
  if (type === "noop") return { transports: [], problems: [] };
  return refused(
    `The transport ${called} is of type ${String(type)}; pitchpipe knows http, file, console and composite.`,
  );
}

function composite({ transports }: ClientMap, root: string): ReadTransports {
  const parts = Array.isArray(transports)
    ? transports.map((part: unknown, at) => clientTransports(mapOf(part), root, partName(part, at)))
    : Object.entries(mapOf(transports)).map(([name, part]) => clientTransports(mapOf(part), root, name));
  return {
    transports: parts.flatMap((part) => part.transports),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** Each event is kept for each transport by its name: one without gets the name of its place. */
function partName(part: unknown, at: number): string {
  const { name, type } = mapOf(part);
  return typeof name === "string" && name !== "" ? name : `${String(type)}-${at + 1}`;
}

function http(config: ClientMap, name: string, root: string): ReadTransports {
  const { url, timeout, compression, verify } = config;
  const address = addressOf(url, config["endpoint"]);
  if (address === null)
    return refused(`The transport ${name} has no url that begins with http:// or https://.`);
  const key = apiKeyOf(config["auth"]);
  if (key === undefined)
    return refused(
      `The transport ${name} wants another auth than api_key, which is the one that pitchpipe knows.`,
    );
  const transport: HttpTransport = {
    ...{ type: "http", name, url: address, apiKey: key, gzip: compression === "gzip" },
    headers: textsOf(config["custom_headers"]),
    timeoutMs: Number(timeout) > 0 ? Number(timeout) * 1000 : defaultTimeoutMs,
    ca: typeof verify === "string" && !isFlag(verify) ? resolve(root, verify) : null,
  };
  const problems = isFalse(verify)
    ? [
        `The transport ${name} says verify: false; pitchpipe checks certificates. Name the file of your own as verify.`,
      ]
    : [];
  return { transports: [transport], problems };
}

function file({ log_file_path: path, append }: ClientMap, name: string, root: string): ReadTransports {
  if (typeof path !== "string" || path === "") return refused(`The transport ${name} has no log_file_path.`);
  if (/^\w+:\/\//.test(path) && !path.startsWith("file://"))
    return refused(
      `The transport ${name} writes to ${path.split("://")[0]}; pitchpipe writes only to local files.`,
    );
  const local = path.startsWith("file://") ? fileURLToPath(path) : resolve(root, path);
  const transport: FileTransport = { type: "file", name, path: local, append: append === true };
  return { transports: [transport], problems: [] };
}

/** The whole address, put together as the client does it; `null` where there is none. */
export function addressOf(url: unknown, endpoint: unknown): string | null {
  const base = typeof url === "string" ? URL.parse(url.trim()) : null;
  if (base === null || !["http:", "https:"].includes(base.protocol)) return null;
  const path = typeof endpoint === "string" && endpoint !== "" ? endpoint : defaultEndpoint;
  return URL.parse(path, base.href)?.href ?? null;
}

/** `undefined` for a way to log in that we don't know. */
function apiKeyOf(auth: unknown): string | null | undefined {
  if (!isMap(auth)) return null;
  const { type } = auth;
  if (type !== undefined && type !== "api_key") return undefined;
  const key = auth["apiKey"] ?? auth["api_key"] ?? auth["apikey"];
  return typeof key === "string" && key !== "" ? key : null;
}

function isFalse(value: unknown): boolean {
  return value === false || (typeof value === "string" && value.toLowerCase() === "false");
}

function isFlag(text: string): boolean {
  return ["true", "false"].includes(text.toLowerCase());
}

function refused(problem: string): ReadTransports {
  return { transports: [], problems: [problem] };
}
