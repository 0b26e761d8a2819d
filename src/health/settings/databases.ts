import { z } from "zod";
import { duration, filePath, secret } from "../../lib/setting-types.ts";
import { commonKeys, hostKey, mayBeMissing, portKey } from "./common.ts";

/** How an address of each begins; SQLAlchemy puts a driver behind it. */
const schemes = {
  postgres: /^(?:postgres(?:ql)?|redshift|cockroachdb)(?:\+\w+)?:\/\//,
  mysql: /^(?:mysql|mariadb)(?:\+\w+)?:\/\//,
  mssql: /^(?:mssql|sqlserver)(?:\+\w+)?:\/\//,
  oracle: /^oracle(?:\+\w+)?:\/\//,
} as const;

const address = (type: keyof typeof schemes) =>
  secret
    .refine((text) => schemes[type].test(text) && URL.canParse(text), {
      error: `must be an address such as ${type}://user@host/database`,
    })
    .optional()
    .meta({ description: "Where it is, instead of the single keys." });

const serverKeys = {
  host: hostKey.optional().meta({ description: "The name or address." }),
  port: portKey.optional().meta({ description: "The port.", defaultText: "the database's usual one" }),
  user: z.string().min(1).optional().meta({ description: "Who asks." }),
  password: secret.optional().meta({ description: "The user's password." }),
  database: z.string().min(1).optional().meta({ description: "The database." }),
};

function server<Type extends keyof typeof schemes>(type: Type, title: string) {
  return z
    .strictObject({ type: z.literal(type), url: address(type), ...serverKeys, ...commonKeys })
    .superRefine(urlOrHost)
    .meta({ description: `${title}: connects and asks.`, whole: true });
}

function urlOrHost(
  { url, host }: { readonly url?: string | undefined; readonly host?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (url === undefined && host === undefined)
    context.addIssue({ code: "custom", path: ["url"], message: "must be given, or host" });
  if (url !== undefined && host !== undefined)
    context.addIssue({
      code: "custom",
      path: ["host"],
      message: "stands beside url; a check has one of them",
    });
}

function file<Type extends string>(type: Type, title: string) {
  return z
    .strictObject({
      type: z.literal(type),
      path: filePath.meta({ description: "The file.", path: true }),
      may_be_missing: mayBeMissing,
      ...commonKeys,
    })
    .meta({ description: `${title}: opens the file read-only and asks.`, whole: true });
}

export const postgresSettings = server("postgres", "PostgreSQL");
export const mysqlSettings = server("mysql", "MySQL or MariaDB; needs the package mysql2");
export const mssqlSettings = server("mssql", "SQL Server; needs the package mssql");
export const oracleSettings = server("oracle", "Oracle; needs the package oracledb");
export const sqliteSettings = file("sqlite", "SQLite");
export const duckdbSettings = file("duckdb", "DuckDB; needs the package @duckdb/node-api");

export const snowflakeSettings = z
  .strictObject({
    type: z.literal("snowflake"),
    account: z.string().min(1).meta({ description: "The account's identifier." }),
    user: z.string().min(1).meta({ description: "Who asks." }),
    password: secret.meta({ description: "The user's password." }),
    database: z.string().min(1).optional().meta({ description: "The database." }),
    warehouse: z.string().min(1).optional().meta({ description: "The warehouse that answers." }),
    role: z.string().min(1).optional().meta({ description: "The role it asks in." }),
    ...commonKeys,
  })
  .meta({ description: "Snowflake; needs the package snowflake-sdk: connects and asks.", whole: true });

export const bigquerySettings = z
  .strictObject({
    type: z.literal("bigquery"),
    project: z.string().min(1).meta({ description: "The project that is charged." }),
    credentials_path: filePath.optional().meta({
      description: "The file with the service account's key.",
      defaultText: "the machine's own credentials",
      path: true,
    }),
    location: z.string().min(1).optional().meta({ description: "Where the query runs." }),
    ...commonKeys,
  })
  .meta({ description: "BigQuery; needs the package @google-cloud/bigquery: runs a query.", whole: true });

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const sqlSettings = z
  .strictObject({
    type: z.literal("sql"),
    on: z.string().min(1).meta({ description: "The check whose database is asked; this one depends on it." }),
    query: z.string().min(1).max(20_000).meta({ description: "A query that only reads.", literal: true }),
    expect: z
      .strictObject({
        value: scalar.optional().meta({ description: "The first value of the first row." }),
        min: z.number().optional().meta({ description: "The first value is no less." }),
        max: z.number().optional().meta({ description: "The first value is no more." }),
        rows: z.int().min(0).optional().meta({ description: "How many rows there are." }),
      })
      .prefault({})
      .meta({ description: "What a good answer is.", literal: true }),
    max_duration: duration.optional().meta({ description: "A query that takes longer is unhealthy." }),
    ...commonKeys,
  })
  .meta({ description: "A query of your own on the database of another check.", whole: true });
