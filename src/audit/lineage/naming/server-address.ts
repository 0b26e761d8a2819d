import type { DataPlace } from "./dataset.ts";
import { settingText } from "./setting-text.ts";

/** Where a server is, without whoever logs in there. */
export interface ServerAddress {
  /** In lower case; IPv6 in brackets. */
  readonly host: string;
  readonly port: string;
  /** The database of the URL or the settings. */
  readonly database: string | null;
  /** Of a URL's query: Oracle's service, a driver's schema. */
  readonly query: ReadonlyMap<string, string>;
}

/** The server a plugin's settings lead to; a URL wins over single settings, as it does in the SDK. */
export function serverAddress(place: DataPlace, defaultPort: number): ServerAddress | null {
  const url = settingText(
    place,
    "sqlalchemy_url",
    "connection_string",
    "connection_url",
    "database_url",
    "url",
  );
  const parsed = url === null ? null : addressOfUrl(url, defaultPort);
  if (parsed !== null) return parsed;
  const host = settingText(place, "host", "hostname", "server", "server_name");
  if (host === null) return null;
  const port = settingText(place, "port") ?? String(defaultPort);
  const database = settingText(place, "database", "dbname", "db_name", "db");
  // A host that somebody wrote with a scheme or a user in it is still only a host here.
  const bare = addressOfUrl(asUrl(host), Number(port) || defaultPort);
  return bare === null ? null : { ...bare, database };
}

function asUrl(host: string): string {
  if (/^[\da-f:.]*:[\da-f:.]*:[\da-f:.%\w]*$/i.test(host)) return `x://[${host}]`;
  return /^\w[\w+.-]*:\/\//.test(host) ? host : `x://${host.startsWith("/") ? "" : host}`;
}

/**
 * `scheme://user:password@host:port/database?query`, taken apart as text. `null` where a character in the password makes it
 * unclear where that ends: better no name than a part of it.
 */
export function addressOfUrl(text: string, defaultPort: number): ServerAddress | null {
  const parts = /^[\w+.-]+:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?/.exec(text);
  const before = parts?.[1] ?? "";
  if (parts === null || text.lastIndexOf("@") > text.indexOf("://") + 3 + before.length) return null;
  const authority = before.split("@").at(-1) ?? "";
  const [whole, host = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? [];
  if (whole === undefined) return null;
  const query = new Map(new URLSearchParams(parts[3] ?? ""));
  const database = decoded(parts[2] ?? "");
  return {
    host: serverHost(host === "" ? (query.get("host") ?? "") : decoded(host)),
    port: port === "" ? (query.get("port") ?? String(defaultPort)) : port,
    database: database === "" ? null : database,
    query,
  };
}

/** A socket's folder, and no host at all, are this very machine. */
function serverHost(host: string): string {
  return host === "" || host.startsWith("/") ? "localhost" : host.toLowerCase();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone `%`: then it was never encoded.
    return text;
  }
}
