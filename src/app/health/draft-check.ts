import type { PluginSettings } from "../../meltano/index.ts";
import { draftWms, leadsToWms } from "./draft-wms.ts";

/** The keys of a check, and which setting of the plugin each comes from. */
export interface Draft {
  readonly keys: ReadonlyMap<string, unknown>;
  readonly from: ReadonlyMap<string, string>;
}

/** A tap or target, as its name and settings describe it. */
export interface Plugin {
  readonly plugin: string;
  /** The plugin's name, and those it inherits from. */
  readonly family: string;
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
  folder: ["destination_path", "path", "filepath", "output_path"],
  address: ["api_url", "base_url", "url", "endpoint"],
};

const serverKeys = ["host", "port", "user", "password", "database"];

/** What family of plugins leads to which type of check, the more special first. */
const families: readonly (readonly [RegExp, (plugin: Plugin) => Draft | null])[] = [
  [
    /snowflake/,
    (plugin) => picked("snowflake", plugin, ["account", "user", "password", "database", "warehouse", "role"]),
  ],
  [/bigquery/, (plugin) => picked("bigquery", plugin, ["project", "credentials_path", "location"])],
  [/duckdb/, (plugin) => renamed("duckdb", plugin, "file", "path")],
  [/sqlite/, (plugin) => renamed("sqlite", plugin, "file", "path")],
  [/postgres|redshift|cockroach/, (plugin) => server("postgres", plugin)],
  [/mysql|mariadb/, (plugin) => server("mysql", plugin)],
  [/mssql|sqlserver/, (plugin) => server("mssql", plugin)],
  [/oracle/, (plugin) => server("oracle", plugin)],
];

/** The check that a plugin's settings lead to; `null` where they don't say. */
export function draftCheck(plugin: Plugin): Draft | null {
  const base = find(plugin, "address");
  if (base !== null && leadsToWms(plugin)) return draftWms(plugin.settings, base);
  const made = families.find(([pattern]) => pattern.test(plugin.family));
  if (made !== undefined) return made[1](plugin);
  return byUrl(plugin) ?? byAddress(plugin) ?? byPath(plugin);
}

function find({ settings }: Plugin, key: string): readonly [string, unknown] | null {
  for (const name of names[key] ?? []) {
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

function renamed(type: string, plugin: Plugin, names: string, key: string): Draft | null {
  const found = find(plugin, names);
  if (found === null) return null;
  return {
    keys: new Map([
      ["type", type],
      [key, String(found[1])],
    ]),
    from: new Map([[key, found[0]]]),
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

/** Of an API we only know that somebody must be there: which of its pages answers without being asked right is not known. */
function byAddress(plugin: Plugin): Draft | null {
  const found = find(plugin, "address");
  const url = found === null ? null : URL.parse(String(found[1]));
  if (found === null || url === null || !["http:", "https:"].includes(url.protocol)) return null;
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    keys: new Map<string, unknown>([
      ["type", "tcp"],
      ["host", host],
      ["port", port],
    ]),
    from: new Map(),
  };
}

/** A tap reads its file; a target must be able to write into its folder. */
function byPath(plugin: Plugin): Draft | null {
  const isTarget = /(^|\s)target-/.test(plugin.family);
  const draft = renamed("path", plugin, isTarget ? "folder" : "file", "path");
  if (draft === null) return null;
  const path = String(draft.keys.get("path"));
  // In a bucket, say: our file system doesn't know it.
  if (path.includes("://")) return null;
  const place = folderOfPattern(path);
  // Of a pattern the folder has to be there; whether any file fits it today, nobody promised.
  if (place !== path) return { keys: new Map([...draft.keys, ["path", place]]), from: new Map() };
  return isTarget ? { ...draft, keys: new Map<string, unknown>([...draft.keys, ["writable", true]]) } : draft;
}

/** The folders of a pattern such as `exports/*.jsonl` before its first wildcard; a path without one, as it is. */
function folderOfPattern(path: string): string {
  const wildcard = path.search(/[*?[{]/);
  if (wildcard === -1) return path;
  const slash = path.lastIndexOf("/", wildcard);
  return slash === -1 ? "." : path.slice(0, slash) || "/";
}
