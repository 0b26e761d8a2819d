import { isAbsolute, parse, resolve } from "node:path";
import { type DataPlace, type NamedDataset, neutralDataset } from "./dataset.ts";
import { targetParts } from "./servers.ts";
import { settingText } from "./setting-text.ts";
import { sourceParts } from "./stream-parts.ts";

const noFile = "The plugin's settings name no database file.";

/**
 * `duckdb://{absolute path}`, `{database}.{schema}.{table}`, as OpenLineage's dbt integration has it; MotherDuck's
 * databases are `duckdb://md:`. The naming rules have no row for either.
 */
export function duckdbTable(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  const file = databaseFile(place);
  if (file === null) return neutralDataset(place, stream, noFile);
  const { schema, table } = isTarget ? targetParts(place, stream) : sourceParts(stream);
  const cloud = /^(?:md|motherduck):([^?]*)/.exec(file);
  const database = cloud === null ? parse(file).name : cloud[1] || "my_db";
  return {
    namespace: cloud === null ? `duckdb://${absolute(place, file)}` : "duckdb://md:",
    name: [database, schema ?? "main", table].join("."),
    unknown: null,
  };
}

/** `sqlite://{absolute path}`, `{table}`. */
export function sqliteTable(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  const file = databaseFile(place);
  if (file === null) return neutralDataset(place, stream, noFile);
  const { table } = isTarget ? targetParts({ ...place, settings: new Map() }, stream) : sourceParts(stream);
  return { namespace: `sqlite://${absolute(place, file)}`, name: table, unknown: null };
}

function databaseFile(place: DataPlace): string | null {
  const names = [
    "path_to_db",
    "filepath",
    "file_path",
    "path",
    "database_path",
    "path_database",
    "sqlite_db",
    "database",
  ];
  // `sqlite:///relative`, `sqlite:////absolute`; what stands behind a `?` is how to open it.
  const set = settingText(place, "sqlalchemy_url", ...names)?.replace(
    /^(?:sqlite|duckdb)(?:\+\w+)?:\/\/\/?/,
    "",
  );
  // Any other scheme leads to no file of ours.
  return set === undefined || set === "" || set.includes("://") ? null : set.replace(/\?.*$/s, "");
}

function absolute({ root }: DataPlace, path: string): string {
  return isAbsolute(path) || path === ":memory:" ? path : resolve(root, path);
}
