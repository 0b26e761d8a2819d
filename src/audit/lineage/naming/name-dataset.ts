import type { Conform } from "./conform-name.ts";
import { asItCame } from "./conform-name.ts";
import { duckdbTable, sqliteTable } from "./database-files.ts";
import { type DataPlace, type NamedDataset, neutralDataset } from "./dataset.ts";
import { sourceFile, targetFile } from "./files.ts";
import { azureObject, gcsObject, objectOf, s3Object } from "./object-stores.ts";
import { restDataset, wmsDataset } from "./rest.ts";
import { columnConform, type ServerFamily, serverFamilies, sourceTable, targetTable } from "./servers.ts";
import { settingText } from "./setting-text.ts";
import { bigqueryTable, snowflakeTable } from "./warehouses.ts";

type Namer = (place: DataPlace, stream: string, isTarget: boolean) => NamedDataset;

const onServer =
  (family: ServerFamily): Namer =>
  (place, stream, isTarget) =>
    (isTarget ? targetTable : sourceTable)(family, place, stream);

const inFile: Namer = (place, stream, isTarget) => (isTarget ? targetFile : sourceFile)(place, stream);

/** What family of plugins leads to which rule, the more special first. */
const families: readonly (readonly [RegExp, Namer])[] = [
  [/oracle-wms/, wmsDataset],
  [/snowflake/, snowflakeTable],
  [/bigquery/, bigqueryTable],
  [/duckdb|motherduck/, duckdbTable],
  [/sqlite/, sqliteTable],
  [/redshift/, onServer(serverFamilies.redshift)],
  [/postgres/, onServer(serverFamilies.postgres)],
  [/mysql|mariadb/, onServer(serverFamilies.mysql)],
  [/mssql|sqlserver|sql-server/, onServer(serverFamilies.mssql)],
  [/(?:tap|target)-oracle/, onServer(serverFamilies.oracle)],
  [/(?:^|[- ])s3(?:$|[- ])|athena/, s3Object],
  [/(?:^|[- ])(?:gcs|google-cloud-storage)(?:$|[- ])/, gcsObject],
  [/azure-?(?:blob|storage|data-?lake)|adls/, azureObject],
  [/jsonl|csv|parquet|spreadsheets-anywhere/, inFile],
];

const schemes: Readonly<Record<string, Namer>> = {
  postgresql: onServer(serverFamilies.postgres),
  postgres: onServer(serverFamilies.postgres),
  redshift: onServer(serverFamilies.redshift),
  mysql: onServer(serverFamilies.mysql),
  mariadb: onServer(serverFamilies.mysql),
  mssql: onServer(serverFamilies.mssql),
  oracle: onServer(serverFamilies.oracle),
  snowflake: snowflakeTable,
  sqlite: sqliteTable,
  duckdb: duckdbTable,
};

/** What a tap reads a stream from. Never throws; what can't be told stands in `unknown`. */
export function sourceDataset(place: DataPlace, stream: string): NamedDataset {
  return nameWith(place, stream, false);
}

/** What a target writes a stream to, named as the target names it. */
export function targetDataset(place: DataPlace, stream: string): NamedDataset {
  return nameWith(place, stream, true);
}

/** How a target writes the names of a stream's fields: `null` where nobody knows. Files and documents keep them. */
export function targetColumns(place: DataPlace): Conform | null {
  const { family } = place;
  if (/jsonl|csv|parquet|s3|gcs|azure/.test(family)) return asItCame;
  if (/snowflake|bigquery|duckdb|sqlite|postgres|redshift|mysql|mariadb|mssql|oracle/.test(family))
    return columnConform(place);
  return schemeOf(place) === null ? null : columnConform(place);
}

function nameWith(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  if (place.settings === null)
    return neutralDataset(place, stream, "The plugin's settings could not be read.");
  const family = families.find(([pattern]) => pattern.test(place.family));
  const namer = family?.[1] ?? byScheme(place) ?? byPath(place) ?? restDataset;
  return namer(place, stream, isTarget);
}

/** The scheme of an SQLAlchemy address says which database it is, whatever the plugin is called. */
function byScheme(place: DataPlace): Namer | null {
  return schemes[schemeOf(place) ?? ""] ?? null;
}

function schemeOf(place: DataPlace): string | null {
  const url = settingText(place, "sqlalchemy_url", "connection_string", "database_url");
  const scheme = /^(\w+)(?:\+\w+)?:\/\//.exec(url ?? "")?.[1]?.toLowerCase() ?? null;
  return scheme !== null && scheme in schemes ? scheme : null;
}

function byPath(place: DataPlace): Namer | null {
  const path = settingText(place, "path", "filepath", "file_path", "destination_path");
  return path !== null && objectOf(path) !== null ? inFile : null;
}
