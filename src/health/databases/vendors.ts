import type { HealthEffects } from "../effects.ts";
import type { SettingsOf } from "../settings.ts";
import { type Connection, DriverMissingError, type Row } from "./connection.ts";

type Load = HealthEffects["loadDriver"];

/** The driver's module, its CommonJS face where it has one. */
async function driver<Module>(load: Load, name: string): Promise<Module> {
  let module: unknown;
  try {
    module = await load(name);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw thrown;
    throw new DriverMissingError(name.replace(/^(@[^/]+\/[^/]+|[^/]+).*$/, "$1"));
  }
  const { default: inner } = module as { readonly default?: Module };
  return inner ?? (module as Module);
}

type Rows = readonly Readonly<Record<string, unknown>>[];
const valuesOf = (rows: Rows): Row[] => rows.map((row) => Object.values(row));

interface Mysql {
  createConnection(options: object): Promise<{
    query(options: { sql: string; rowsAsArray: true }): Promise<[unknown, unknown]>;
    end(): Promise<void>;
    destroy(): void;
    on(event: "error", listener: () => void): void;
  }>;
}

export async function openMysql(
  settings: SettingsOf<"mysql">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const mysql = await driver<Mysql>(load, "mysql2/promise");
  const { url, host, port, user, password, database } = settings;
  const uri = url?.replace(/^(?:mysql|mariadb)(?:\+\w+)?:/, "mysql:");
  const where = uri === undefined ? { host, port, user, password, database } : { uri };
  // Until it is connected there is nothing that the signal could break off.
  const connection = await mysql.createConnection({ ...where, connectTimeout: settings.timeout });
  connection.on("error", () => undefined);
  signal.addEventListener("abort", () => connection.destroy(), { once: true });
  if (signal.aborted) connection.destroy();
  await connection.query({ sql: "set session transaction read only", rowsAsArray: true });
  return {
    query: async (sql) => {
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    close: () => connection.end(),
  };
}

interface Duckdb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{
      connect(): Promise<{
        runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown }>;
        interrupt(): void;
        closeSync(): void;
      }>;
      closeSync(): void;
    }>;
  };
}

export async function openDuckdb(
  settings: SettingsOf<"duckdb">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const { DuckDBInstance } = await driver<Duckdb>(load, "@duckdb/node-api");
  const instance = await DuckDBInstance.create(settings.path, { access_mode: "READ_ONLY", threads: "1" });
  const connection = await instance.connect();
  signal.addEventListener("abort", () => connection.interrupt(), { once: true });
  return {
    query: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson() as Row[],
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

interface Oracle {
  getConnection(options: object): Promise<{
    execute(sql: string): Promise<{ readonly rows?: readonly unknown[] }>;
    close(): Promise<void>;
    break(): Promise<void>;
  }>;
}

export async function openOracle(
  settings: SettingsOf<"oracle">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const oracle = await driver<Oracle>(load, "oracledb");
  const { host, port, user, password, database } = fromUrl(settings);
  const connectString = `${host}:${port ?? 1521}/${database ?? ""}`;
  const connection = await oracle.getConnection({ user, password, connectString });
  signal.addEventListener("abort", () => void connection.break().catch(() => undefined), { once: true });
  return {
    query: async (sql) => ((await connection.execute(sql)).rows ?? []) as Row[],
    close: () => connection.close(),
  };
}

interface Mssql {
  readonly ConnectionPool: new (
    options: object,
  ) => {
    connect(): Promise<unknown>;
    request(): { query(sql: string): Promise<{ readonly recordset?: Rows }> };
    close(): Promise<void>;
  };
}

export async function openMssql(
  settings: SettingsOf<"mssql">,
  signal: AbortSignal,
  load: Load,
): Promise<Connection> {
  const { ConnectionPool } = await driver<Mssql>(load, "mssql");
  const { host, port, user, password, database } = fromUrl(settings);
  const pool = new ConnectionPool({
    // Until it is connected there is nothing that the signal could break off.
    connectionTimeout: settings.timeout,
    server: host,
    port: port ?? 1433,
    user,
    password,
    database,
    pool: { max: 1 },
  });
  signal.addEventListener("abort", () => void pool.close().catch(() => undefined), { once: true });
  await pool.connect();
  return {
    query: async (sql) => valuesOf((await pool.request().query(sql)).recordset ?? []),
    close: () => pool.close(),
  };
}

type Callback<Value> = (error: Error | undefined, statement: unknown, value?: Value) => void;

interface Snowflake {
  createConnection(options: object): {
    connect(done: (error: Error | undefined) => void): void;
    execute(options: { sqlText: string; complete: Callback<Rows> }): void;
    destroy(done: (error: Error | undefined) => void): void;
  };
}

export async function openSnowflake(
  settings: SettingsOf<"snowflake">,
  _: AbortSignal,
  load: Load,
): Promise<Connection> {
  const snowflake = await driver<Snowflake>(load, "snowflake-sdk");
  const { account, user: username, password, database, warehouse, role } = settings;
  const connection = snowflake.createConnection({ account, username, password, database, warehouse, role });
  await settled<void>((done) => connection.connect((error) => done(error, undefined)));
  return {
    query: async (sqlText) => {
      const rows = await settled<Rows>((done) =>
        connection.execute({ sqlText, complete: (error, _statement, found) => done(error, found ?? []) }),
      );
      return valuesOf(rows);
    },
    close: () => settled<void>((done) => connection.destroy((error) => done(error, undefined))),
  };
}

function settled<Value>(
  start: (done: (error: Error | undefined, value: Value) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
}

interface Bigquery {
  readonly BigQuery: new (
    options: object,
  ) => {
    query(options: object): Promise<[Rows, ...unknown[]]>;
  };
}

export async function openBigquery(
  settings: SettingsOf<"bigquery">,
  _: AbortSignal,
  load: Load,
): Promise<Connection> {
  const { BigQuery } = await driver<Bigquery>(load, "@google-cloud/bigquery");
  const { project, credentials_path: keyFilename, location } = settings;
  const client = new BigQuery({ projectId: project, keyFilename });
  return {
    query: async (query) => valuesOf((await client.query({ query, location }))[0]),
    close: async () => undefined,
  };
}

interface Server {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
}

/** The single keys, also where an address says them. */
function fromUrl(settings: Server & { readonly url?: string | undefined }): Server {
  if (settings.url === undefined) return settings;
  const { hostname, port, username, password, pathname } = new URL(settings.url);
  const database = decodeURIComponent(pathname.slice(1));
  return {
    host: hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    ...(database === "" ? {} : { database }),
  };
}
