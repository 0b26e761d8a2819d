import { asItCame, type Conform, pipelinewiseName, sdkName, unquoted } from "./conform-name.ts";
import { type DataPlace, type NamedDataset, neutralDataset } from "./dataset.ts";
import { type ServerAddress, serverAddress } from "./server-address.ts";
import { settingText } from "./setting-text.ts";
import { pipelinewiseTargetParts, type StreamParts, sdkTargetParts, sourceParts } from "./stream-parts.ts";

/** A database behind a host and a port, by OpenLineage's table of names. */
export interface ServerFamily {
  readonly scheme: string;
  readonly port: number;
  /** MySQL has no schemas within a database: the schema of a stream is the database. */
  readonly schemaIsDatabase?: boolean;
  /** How the server writes a plain name that nobody quoted. */
  readonly written?: Conform;
}

export const serverFamilies = {
  postgres: { scheme: "postgres", port: 5432 },
  redshift: { scheme: "redshift", port: 5439 },
  mysql: { scheme: "mysql", port: 3306, schemaIsDatabase: true },
  mssql: { scheme: "mssql", port: 1433 },
  oracle: { scheme: "oracle", port: 1521, written: unquoted },
} as const satisfies Readonly<Record<string, ServerFamily>>;

const noServer = "The plugin's settings name no server.";
const noDatabase = "The plugin's settings name no database.";
const noSchema = "Nothing says in which schema the table is: the server decides.";

/** The table a tap reads a stream from. */
export function sourceTable(family: ServerFamily, place: DataPlace, stream: string): NamedDataset {
  const { schema, table } = sourceParts(stream);
  return tableOn(family, place, { schema: schema ?? sourceSchema(place), table }, stream);
}

/** The table a target writes a stream to, as the target names it. */
export function targetTable(family: ServerFamily, place: DataPlace, stream: string): NamedDataset {
  return tableOn(family, place, targetParts(place, stream), stream);
}

/** How the target behind these settings writes names of columns. */
export function columnConform({ family }: DataPlace): Conform {
  if (isPipelinewise(family)) return pipelinewiseName;
  return /target-postgres/.test(family) ? asItCame : sdkName;
}

/** Schema and table, as the target at hand makes them of a stream's name. */
export function targetParts(place: DataPlace, stream: string): StreamParts {
  const parts = isPipelinewise(place.family) ? pipelinewiseTargetParts(stream) : sdkTargetParts(stream);
  const conform = columnConform(place);
  const set = settingText(place, "default_target_schema", "schema") ?? defaultSchema(place);
  const prefix = settingText(place, "table_prefix") ?? "";
  const suffix = settingText(place, "table_suffix") ?? "";
  return {
    schema: set ?? (parts.schema === null ? null : conform(parts.schema)),
    table: `${prefix}${conform(parts.table)}${suffix}`,
  };
}

function isPipelinewise(family: string): boolean {
  return /pipelinewise|transferwise|target-duckdb/.test(family);
}

/** What meltanolabs-target-postgres writes to where nobody says. An empty setting is set, and means none. */
function defaultSchema({ family, settings }: DataPlace): string | null {
  const isSet = settings?.has("default_target_schema") === true;
  return /target-postgres/.test(family) && !isPipelinewise(family) && !isSet ? "melty" : null;
}

function sourceSchema(place: DataPlace): string | null {
  const filtered = place.settings?.get("filter_schemas");
  const [only, ...others] = Array.isArray(filtered) ? (filtered as unknown[]) : [];
  if (typeof only === "string" && others.length === 0) return only;
  return settingText(place, "schema");
}

function tableOn(
  family: ServerFamily,
  place: DataPlace,
  { schema, table }: StreamParts,
  stream: string,
): NamedDataset {
  const address = serverAddress(place, family.port);
  if (address === null) return neutralDataset(place, stream, noServer);
  const written = family.written ?? asItCame;
  const database = databaseOf(family, place, address);
  const parts = family.schemaIsDatabase === true ? [schema ?? database] : [database, schema];
  const lacking = database === null && (schema === null || !family.schemaIsDatabase) ? noDatabase : null;
  return {
    namespace: namespaceOf(family, address),
    name: [
      ...parts.flatMap((part) => part ?? []).map((part, at) => (at === 0 ? part : written(part))),
      written(table),
    ].join("."),
    unknown: lacking ?? (family.schemaIsDatabase !== true && schema === null ? noSchema : null),
  };
}

function namespaceOf({ scheme }: ServerFamily, { host, port }: ServerAddress): string {
  const [, cluster, region] =
    /^([^.]+)\.[^.]+\.([^.]+)\.redshift(?:-serverless)?\.amazonaws\.com/.exec(host) ?? [];
  const place = scheme === "redshift" && cluster !== undefined ? `${cluster}.${region}` : host;
  return `${scheme}://${place}:${port}`;
}

/** Oracle calls it a service, or in older settings a sid. */
function databaseOf({ scheme }: ServerFamily, place: DataPlace, address: ServerAddress): string | null {
  if (scheme !== "oracle") return address.database;
  return (
    address.query.get("service_name") ??
    address.query.get("sid") ??
    settingText(place, "service_name", "sid") ??
    address.database
  );
}
