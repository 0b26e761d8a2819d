import type { PluginSettings } from "../../meltano/index.ts";
import { draftFiles } from "./draft-files.ts";
import { draftWms, leadsToWms } from "./draft-wms.ts";

/** The keys of a check, and which setting of the plugin each comes from. */
export interface Draft {
  readonly keys: ReadonlyMap<string, unknown>;
  readonly from: ReadonlyMap<string, string>;
}

/** A tap or target, as its name and settings describe it. */
export interface Plugin {
  readonly plugin: string;
  /** The plugin's name, and those it inherits from, with what else tells what it speaks to. */
  readonly family: string;
  readonly isTarget: boolean;
  readonly settings: PluginSettings;
}

/** How each key of a check is called in the settings of plugins, the likeliest first. */
const names: Readonly<Record<string, readonly string[]>> = {
  host: ["host", "hostname", "server"],
  port: ["port"],
  user: ["user", "username"],
  password: ["password"],
  database: ["database", "dbname", "db_name", "service_name"],
  account: ["account"],
  warehouse: ["warehouse"],
  role: ["role"],
  project: ["project", "project_id"],
  credentials_path: ["credentials_path", "key_file"],
  location: ["location"],
  url: ["sqlalchemy_url", "url", "connection_string"],
  file: ["path", "filepath", "file_path", "path_database", "database", "sqlite_db"],
  address: [
    ...["api_url", "base_url", "url", "endpoint"],
    ...["mongodb_connection_string", "connection_string", "connection_uri", "uri"],
  ],
};

/** Plugins put a connection's settings under names such as these; any other part is of something else. */
const parts = ["connection", "database", "db", "server", "source", "destination", "auth", "credentials"];

const serverKeys = ["host", "port", "user", "password", "database"];

/** What family of plugins leads to which type of check, the more special first. */
const families: readonly (readonly [RegExp, (plugin: Plugin) => Draft | null])[] = [
  [
    /snowflake/,
    (plugin) => picked("snowflake", plugin, ["account", "user", "password", "database", "warehouse", "role"]),
  ],
  [/bigquery/, (plugin) => picked("bigquery", plugin, ["project", "credentials_path", "location"])],
  [/duckdb/, (plugin) => databaseFile("duckdb", plugin)],
  [/sqlite/, (plugin) => databaseFile("sqlite", plugin)],
  [/postgres|redshift|cockroach/, (plugin) => server("postgres", plugin)],
  [/mysql|mariadb/, (plugin) => server("mysql", plugin)],
  [/mssql|sqlserver/, (plugin) => server("mssql", plugin)],
  [/oracle/, (plugin) => server("oracle", plugin)],
];

/** The check that a plugin's settings lead to; `null` where they don't say. */
export function draftCheck(plugin: Plugin): Draft | null {
  if (isTunnelled(plugin)) return draftTunnel(plugin);
  const base = find(plugin, "address");
  if (base !== null && leadsToWms(plugin)) return draftWms(plugin.settings, base);
  const made = families.find(([pattern]) => pattern.test(plugin.family));
  if (made !== undefined) return made[1](plugin);
  return byUrl(plugin) ?? byAddress(plugin) ?? draftFiles(plugin);
}

/** Through an SSH tunnel the database is not reached from here, though it is by the plugin: all we can try is the tunnel. */
function isTunnelled({ settings }: Plugin): boolean {
  return String(settings.get("ssh_tunnel.enable")).toLowerCase() === "true";
}

function draftTunnel({ settings }: Plugin): Draft | null {
  const host = settings.get("ssh_tunnel.host");
  if (typeof host !== "string" || host === "") return null;
  const keys = { type: "tcp", host, port: Number(settings.get("ssh_tunnel.port") || 22) };
  return { keys: new Map<string, unknown>(Object.entries(keys)), from: new Map() };
}

function find({ settings }: Plugin, key: string): readonly [string, unknown] | null {
  const plain = names[key] ?? [];
  for (const name of [...plain, ...parts.flatMap((part) => plain.map((one) => `${part}.${one}`))]) {
    const value = settings.get(name);
    if (value !== undefined && value !== null && value !== "") return [name, value];
  }
  return null;
}

function picked(type: string, plugin: Plugin, keys: readonly string[]): Draft | null {
  const found = keys.flatMap((key) => {
    const one = find(plugin, key);
    return one === null ? [] : [[key, one] as const];
  });
  if (found.length === 0) return null;
  return {
    keys: new Map<string, unknown>([
      ["type", type],
      ...found.map(([key, [, value]]) => [key, key === "port" ? Number(value) : String(value)] as const),
    ]),
    from: new Map(found.map(([key, [name]]) => [key, name])),
  };
}

/** A target makes its file when it first runs. What lies in memory or at MotherDuck is no file. */
function databaseFile(type: string, plugin: Plugin): Draft | null {
  const found = find(plugin, "file");
  if (found === null || /^(:memory:|md:|motherduck:)/.test(String(found[1]))) return null;
  return {
    keys: new Map<string, unknown>([
      ["type", type],
      ["path", String(found[1])],
      ...(plugin.isTarget ? [["may_be_missing", true] as const] : []),
    ]),
    from: new Map([["path", found[0]]]),
  };
}

function server(type: string, plugin: Plugin): Draft | null {
  const url = find(plugin, "url");
  if (url !== null)
    return {
      keys: new Map([
        ["type", type],
        ["url", String(url[1])],
      ]),
      from: new Map([["url", url[0]]]),
    };
  return find(plugin, "host") === null ? null : picked(type, plugin, serverKeys);
}

/** The scheme of an SQLAlchemy address says which database it is. */
function byUrl(plugin: Plugin): Draft | null {
  const found = plugin.settings.get("sqlalchemy_url");
  const file = typeof found === "string" ? /^sqlite(?:\+\w+)?:\/\/\/(.+)/.exec(found)?.[1] : undefined;
  if (file !== undefined)
    return databaseFile("sqlite", { ...plugin, settings: new Map([["path", file.replace(/\?.*$/, "")]]) });
  const scheme = typeof found === "string" ? /^(\w+)/.exec(found)?.[1] : undefined;
  const type = {
    postgresql: "postgres",
    postgres: "postgres",
    mysql: "mysql",
    mssql: "mssql",
    oracle: "oracle",
  }[scheme ?? ""];
  return type === undefined ? null : server(type, plugin);
}

/** The port that a scheme means where none is named; nobody listens at a `mongodb+srv` address itself. */
const usualPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "mongodb:": 27_017 };

/** Of an API we only know that somebody must be there: which of its pages answers without being asked right is not known. */
function byAddress(plugin: Plugin): Draft | null {
  const found = find(plugin, "address");
  const url = found === null ? null : URL.parse(String(found[1]));
  const usual = url === null ? undefined : usualPorts[url.protocol];
  if (url === null || usual === undefined || url.hostname === "") return null;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    keys: new Map<string, unknown>([
      ["type", "tcp"],
      ["host", host],
      ["port", Number(url.port) || usual],
    ]),
    from: new Map(),
  };
}
