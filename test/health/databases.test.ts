import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { DuckDBInstance } from "@duckdb/node-api";
import SqliteDatabase from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { healthCheckSettings } from "../../src/health/settings.ts";
import { postgresUrl } from "../setup/postgres.ts";
import { look } from "./effects.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-health-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const file = (name: string): string => join(root, name);

async function listening(
  onConnection: (socket: Socket) => void,
  atOnce: (socket: Socket) => void = () => undefined,
): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    onConnection(socket);
    atOnce(socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** As much as somebody takes. */
const chunk = Buffer.alloc(65_536, "A");
function pour(socket: Socket): void {
  while (!socket.destroyed && socket.write(chunk));
}

const message = (kind: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const allowed = message("R", Buffer.alloc(4));
const ready = message("Z", Buffer.from("I"));
const done = message("C", Buffer.from("SELECT 0\0"));
const sslRequest = 80_877_103;

/** Speaks just enough of PostgreSQL's protocol, and only under TLS. */
function encryptedPostgres() {
  const folder = join(import.meta.dirname, "../fixtures/vendors/tls");
  const [cert, key] = [readFileSync(join(folder, "cert.pem")), readFileSync(join(folder, "key.pem"))];
  const talk = (secure: TLSSocket): void => {
    secure.on("error", () => undefined);
    secure.once("data", () => {
      secure.write(Buffer.concat([allowed, ready]));
      secure.on("data", (said) => said[0] === 0x51 && secure.write(Buffer.concat([done, ready])));
    });
  };
  return listening((socket) => {
    socket.once("data", (first) => {
      if (first.readInt32BE(4) !== sslRequest) return socket.end();
      socket.write("S");
      return talk(new TLSSocket(socket, { isServer: true, cert, key }));
    });
  });
}

describe("PostgreSQL", () => {
  const withPassword = (password: string) => {
    const url = new URL(postgresUrl());
    url.password = password;
    return url;
  };

  it("that answers is healthy, by its address (also SQLAlchemy's) and by single keys", async () => {
    const url = postgresUrl();
    expect(await look({ type: "postgres", url })).toMatchObject({ status: "healthy" });
    const other = url.replace(/^postgres(ql)?:/, "postgresql+psycopg2:");
    expect(await look({ type: "postgres", url: other })).toMatchObject({ status: "healthy" });
    const { hostname, port, username, password, pathname } = new URL(url);
    const keys = {
      host: hostname,
      port: Number(port || 5432),
      user: username,
      password,
      database: pathname.slice(1),
    };
    expect(await look({ type: "postgres", ...keys })).toMatchObject({ status: "healthy" });
  });

  it("without the database is unhealthy, and no password is said", async () => {
    const url = withPassword("geheim-9876");
    url.pathname = `/no_${randomUUID().slice(0, 8)}`;
    const result = await look({ type: "postgres", url: url.href });
    expect(result).toMatchObject({ status: "unhealthy" });
    expect(JSON.stringify(result)).not.toContain("geheim-9876");
  });

  it("that is not there is told by the step that failed", async () => {
    const nobody = { type: "postgres", host: "127.0.0.1", port: 1, user: "x", database: "y" };
    expect(await look(nobody)).toMatchObject({ status: "unhealthy", details: { fault: "connect" } });
    const nowhere = { ...nobody, host: "no-such-host.invalid" };
    expect(await look(nowhere)).toMatchObject({ status: "unhealthy", details: { fault: "dns" } });
  });

  it("answers queries of one's own, with what is expected of them and how long they may take", async () => {
    const others = { pg: { type: "postgres", url: postgresUrl() } };
    const ask = (query: string, more: object = {}) =>
      look({ type: "sql", on: "pg", query, ...more }, {}, others);
    expect(await ask("select 41 + 1", { expect: { value: 42 } })).toMatchObject({ status: "healthy" });
    expect(await ask("select 41", { expect: { value: 42 } })).toMatchObject({
      status: "unhealthy",
      message: "the query gives 41 and not 42",
    });
    expect(await ask("select generate_series(1, 3)", { expect: { rows: 3, min: 1 } })).toMatchObject({
      status: "healthy",
    });
    expect(await ask("select 9", { expect: { max: 5 } })).toMatchObject({ status: "unhealthy" });
    expect(await ask("select null", { expect: { min: 1 } })).toMatchObject({
      message: "the query gives no value",
    });
    expect(await ask("select 'x'", { expect: { min: 1 } })).toMatchObject({ status: "unhealthy" });
    expect(await ask("select true", { expect: { value: true } })).toMatchObject({ status: "healthy" });
    expect(await ask("select pg_sleep(0.2)", { max_duration: "50ms" })).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("the limit is 0.05 s"),
    });
    expect(await ask("select pg_sleep(60)", { timeout: "300ms" })).toMatchObject({
      details: { fault: "timeout" },
    });
    expect(await ask("create table never (a int)")).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("read-only"),
    });
  });

  it("is told from a port where something else answers, however much that says", async () => {
    await using flood = await listening((socket) => void socket.on("drain", () => pour(socket)), pour);
    const check = { host: "127.0.0.1", port: flood.port, user: "x", timeout: "20s" };
    expect(await look({ type: "postgres", ...check })).toMatchObject({
      status: "unhealthy",
      message: "what answers there is no PostgreSQL",
    });
    expect(await look({ type: "mysql", ...check })).toMatchObject({
      status: "unhealthy",
      message: "what answers there is no MySQL or MariaDB",
    });
  });

  it("that gives no end of rows fills no memory: its answer is unknown", async () => {
    const others = { pg: { type: "postgres", url: postgresUrl() } };
    const query = "select repeat('x', 1000) from generate_series(1, 1000000)";
    expect(await look({ type: "sql", on: "pg", query, timeout: "60s" }, {}, others)).toMatchObject({
      status: "unknown",
      message: expect.stringContaining("more than 16 MiB"),
    });
  });

  it("that lets nobody in without encryption is healthy, though nobody signed its certificate", async () => {
    await using server = await encryptedPostgres();
    const url = `postgresql+psycopg2://etl:p@127.0.0.1:${server.port}/db`;
    for (const mode of ["", "?sslmode=prefer", "?sslmode=require"])
      expect(await look({ type: "postgres", url: url + mode })).toMatchObject({ status: "healthy" });
    expect(await look({ type: "postgres", url: `${url}?sslmode=verify-full` })).toMatchObject({
      status: "unhealthy",
      details: { fault: "tls" },
    });
    expect(await look({ type: "postgres", url: `${url}?sslmode=disable` })).toMatchObject({
      status: "unhealthy",
    });
  });

  it("must be named by an address of its own kind", () => {
    for (const url of ["bob:geheim@localhost", "http://localhost/x", "mysql://localhost/x"])
      expect(healthCheckSettings.safeParse({ type: "postgres", url }).success).toBe(false);
    for (const url of ["postgres://h/d", "postgresql+psycopg://h/d", "redshift+psycopg2://h/d"])
      expect(healthCheckSettings.safeParse({ type: "postgres", url }).success).toBe(true);
  });

  it("is not asked by a check that names something else", async () => {
    expect(await look({ type: "sql", on: "gone", query: "select 1" })).toMatchObject({ status: "unknown" });
    const others = { port: { type: "tcp", host: "x", port: 1 } };
    expect(await look({ type: "sql", on: "port", query: "select 1" }, {}, others)).toMatchObject({
      status: "unknown",
    });
  });
});

describe("MariaDB", () => {
  const keys = { type: "mysql", host: "127.0.0.1", user: "root", database: "test" };

  it("that answers is healthy, and answers queries", async () => {
    expect(await look(keys)).toMatchObject({ status: "healthy" });
    expect(await look({ type: "mysql", url: "mysql+pymysql://root@127.0.0.1:3306/test" })).toMatchObject({
      status: "healthy",
    });
    const count = {
      type: "sql",
      on: "maria",
      query: "select count(*) from information_schema.tables",
      expect: { min: 1 },
    };
    expect(await look(count, {}, { maria: keys })).toMatchObject({ status: "healthy" });
    const write = { type: "sql", on: "maria", query: "create table never (a int)" };
    expect(await look(write, {}, { maria: keys })).toMatchObject({ status: "unhealthy" });
  });

  it("that refuses is unhealthy, without the password", async () => {
    const result = await look({ ...keys, user: "nobody", password: "geheim-4321" });
    expect(result).toMatchObject({
      status: "unhealthy",
      details: { code: expect.stringMatching(/^ER_ACCESS_DENIED/) },
    });
    expect(JSON.stringify(result)).not.toContain("geheim-4321");
  });
});

describe("SQLite", () => {
  const made = (name: string): string => {
    const database = new SqliteDatabase(file(name));
    database.exec("create table t (a); insert into t values (1), (2)");
    database.close();
    return file(name);
  };

  it("that answers is healthy, and answers queries", async () => {
    const path = made("a.db");
    expect(await look({ type: "sqlite", path })).toMatchObject({ status: "healthy" });
    const count = { type: "sql", on: "lite", query: "select count(*) from t", expect: { value: 2 } };
    expect(await look(count, {}, { lite: { type: "sqlite", path } })).toMatchObject({ status: "healthy" });
  });

  it("that is not there, or no database, is unhealthy, and no file is made", async () => {
    expect(await look({ type: "sqlite", path: file("none.db") })).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("is not there"),
    });
    writeFileSync(
      file("text.db"),
      "no database at all, but long enough to look like a page of one".repeat(50),
    );
    expect(await look({ type: "sqlite", path: file("text.db") })).toMatchObject({ status: "unhealthy" });
  });

  it("that another process holds is unknown", async () => {
    const path = made("held.db");
    const holder = new SqliteDatabase(path);
    holder.exec("begin exclusive");
    expect(await look({ type: "sqlite", path })).toMatchObject({
      status: "unknown",
      message: expect.stringContaining("locked"),
    });
    holder.close();
  });

  it("with more rows than are read is unknown", async () => {
    const check = {
      ...{ type: "sql", on: "lite", timeout: "60s" },
      query:
        "with recursive n(i) as (select 1 union all select i + 1 from n) select i, zeroblob(9000) from n",
    };
    expect(await look(check, {}, { lite: { type: "sqlite", path: made("wide.db") } })).toMatchObject({
      status: "unknown",
      message: expect.stringContaining("more than 16 MiB"),
    });
  });

  it("with a query without end keeps nobody waiting", async () => {
    const path = made("endless.db");
    const endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
    const check = { type: "sql", on: "lite", query: endless, timeout: "500ms" };
    expect(await look(check, {}, { lite: { type: "sqlite", path } })).toMatchObject({
      details: { fault: "timeout" },
    });
  });
});

describe("DuckDB", () => {
  it("that answers is healthy, and answers queries", async () => {
    const path = file("a.duckdb");
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run("create table t as select 7 as a");
    connection.closeSync();
    instance.closeSync();
    expect(await look({ type: "duckdb", path })).toMatchObject({ status: "healthy" });
    const value = { type: "sql", on: "duck", query: "select a from t", expect: { value: 7 } };
    expect(await look(value, {}, { duck: { type: "duckdb", path } })).toMatchObject({ status: "healthy" });
  });

  it("that is not there is unhealthy", async () => {
    expect(await look({ type: "duckdb", path: file("none.duckdb") })).toMatchObject({ status: "unhealthy" });
  });
});

const vendors = [
  ["oracle", { host: "x", user: "a", password: "b", database: "ORCL" }, "oracledb"],
  ["mssql", { url: "mssql://a:b@x/y" }, "mssql"],
  ["snowflake", { account: "x", user: "a", password: "b" }, "snowflake-sdk"],
  ["bigquery", { project: "x" }, "@google-cloud/bigquery"],
] as const;

describe("a driver that is not installed", () => {
  it.each(vendors)("makes a check of %s unknown, and names the package", async (type, keys, name) => {
    const loadDriver = async () => {
      throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
    };
    expect(await look({ type, ...keys }, { loadDriver })).toMatchObject({
      status: "unknown",
      message: `the package ${name} is not installed: npm install ${name}`,
      details: { missing_package: name },
    });
  });
});

describe("a vendor's driver", () => {
  const asked: unknown[] = [];
  const drivers: Readonly<Record<string, unknown>> = {
    oracledb: {
      getConnection: async (options: object) => {
        asked.push(options);
        return {
          execute: async () => ({ rows: [[1]] }),
          close: async () => undefined,
          break: async () => undefined,
        };
      },
    },
    mssql: {
      ConnectionPool: class {
        constructor(options: object) {
          asked.push(options);
        }
        connect = async () => this;
        request = () => ({ query: async () => ({ recordset: [{ "": 1 }] }) });
        close = async () => undefined;
      },
    },
    "snowflake-sdk": {
      createConnection: (options: object) => {
        asked.push(options);
        return {
          connect: (done: (error: undefined) => void) => done(undefined),
          execute: ({
            complete,
          }: {
            complete: (error: undefined, statement: null, rows: object[]) => void;
          }) => complete(undefined, null, [{ "1": 1 }]),
          destroy: (done: (error: undefined) => void) => done(undefined),
        };
      },
    },
    "@google-cloud/bigquery": {
      BigQuery: class {
        constructor(options: object) {
          asked.push(options);
        }
        query = async () => [[{ f0_: 1 }]];
      },
    },
  };
  const loadDriver = async (name: string) => ({ default: drivers[name] });

  it.each(vendors)("of %s is given the settings and asked a query", async (type, keys) => {
    asked.length = 0;
    expect(await look({ type, ...keys }, { loadDriver })).toMatchObject({ status: "healthy" });
    expect(asked).toHaveLength(1);
    const value = { type: "sql", on: "db", query: "select 1", expect: { value: 1 } };
    expect(await look(value, { loadDriver }, { db: { type, ...keys } })).toMatchObject({ status: "healthy" });
  });

  it("of oracle and mssql gets the keys out of an address", async () => {
    asked.length = 0;
    await look({ type: "oracle", url: "oracle://etl:p%40ss@db.example.com:1522/ORCL" }, { loadDriver });
    await look({ type: "mssql", url: "mssql://etl:p@db.example.com" }, { loadDriver });
    expect(asked).toMatchObject([
      { user: "etl", password: "p@ss", connectString: "db.example.com:1522/ORCL" },
      { server: "db.example.com", port: 1433, user: "etl", password: "p" },
    ]);
  });
});
