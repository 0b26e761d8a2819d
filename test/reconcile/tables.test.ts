import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import SqliteDatabase from "better-sqlite3";
import mysql from "mysql2/promise";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { healthEffects } from "../../src/app/health/effects.ts";
import { openProject } from "../../src/app/open-project.ts";
import { countTargets, type TargetStream } from "../../src/app/reconcile/target-rows.ts";
import { type CountableSettings, countRows, type TableName } from "../../src/health/databases/count-rows.ts";
import { healthCheckSettings } from "../../src/health/settings.ts";
import { testEffects } from "../health/effects.ts";
import { postgresUrl } from "../setup/postgres.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-reconcile-"));
const file = (name: string): string => join(root, name);
const own = `reconcile_${randomUUID().slice(0, 8)}`;
const strange = 'a "strange" `name';
const maria = { host: "127.0.0.1", user: "root", database: "test" };

beforeAll(async () => {
  await inPostgres(`create schema ${own}`);
  await inPostgres(`create table ${own}.orders as select generate_series(1, 7) as id`);
  await inPostgres(`create table ${own}."${strange.replaceAll('"', '""')}" as select 1 as id`);
  await inMaria(`create table ${own} (id int)`);
  await inMaria(`insert into ${own} values (1), (2), (3)`);
  const lite = new SqliteDatabase(file("a.db"));
  lite.exec(`create table orders (a); insert into orders values (1), (2)`);
  lite.exec(`create table "${strange.replaceAll('"', '""')}" (a)`);
  lite.close();
  const duck = await DuckDBInstance.create(file("a.duckdb"));
  const connection = await duck.connect();
  await connection.run("create schema shop; create table shop.orders as select * from range(5)");
  connection.closeSync();
  duck.closeSync();
});

afterAll(async () => {
  await inPostgres(`drop schema ${own} cascade`);
  await inMaria(`drop table ${own}`);
  rmSync(root, { recursive: true, force: true });
});

async function inPostgres(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function inMaria(sql: string): Promise<void> {
  const connection = await mysql.createConnection(maria);
  await connection.query(sql).finally(() => connection.end());
}

const count = (settings: object, tables: readonly TableName[], signal = AbortSignal.timeout(300_000)) =>
  countRows(healthCheckSettings.parse(settings) as CountableSettings, tables, {
    effects: testEffects(),
    signal,
  });
const table = (name: string, schema: string | null = null): TableName => ({ schema, table: name });

describe("rows of a table are counted", () => {
  it("in PostgreSQL, by schema and name whatever they are", async () => {
    const tables = [table("orders", own), table(strange, own), table("gone", own)];
    expect(await count({ type: "postgres", url: postgresUrl() }, tables)).toEqual([
      { rows: 7 },
      { rows: 1 },
      { rows: null, reason: expect.stringContaining("does not exist") },
    ]);
  });

  it("in MariaDB, with the schema as the database", async () => {
    const tables = [table(own), table(own, "test"), table(strange)];
    expect(await count({ type: "mysql", ...maria }, tables)).toEqual([
      { rows: 3 },
      { rows: 3 },
      { rows: null, reason: expect.stringContaining("doesn't exist") },
    ]);
  });

  it("in SQLite", async () => {
    const tables = [table("orders"), table(strange), table("gone")];
    expect(await count({ type: "sqlite", path: file("a.db") }, tables)).toEqual([
      { rows: 2 },
      { rows: 0 },
      { rows: null, reason: expect.stringContaining("no such table") },
    ]);
    const [none] = await count({ type: "sqlite", path: file("none.db") }, [table("orders")]);
    expect(none).toMatchObject({ rows: null, reason: expect.stringContaining("is not there") });
  });

  it("in DuckDB", async () => {
    expect(await count({ type: "duckdb", path: file("a.duckdb") }, [table("orders", "shop")])).toEqual([
      { rows: 5 },
    ]);
  });

  it("not at all once the time is over, and the server stops too", async () => {
    await inPostgres(`create view ${own}.slow as select 1 as one from pg_sleep(600)`);
    const settings = { type: "postgres", url: postgresUrl(), timeout: "400ms" };
    const tables = [table("slow", own), table("orders", own)];
    expect(await count(settings, tables, AbortSignal.timeout(400))).toEqual([
      { rows: null, reason: expect.stringMatching(/was not counted within 0.4 s|statement timeout/) },
      { rows: null, reason: "it was not counted within 0.4 s" },
    ]);
    const client = new pg.Client({ connectionString: postgresUrl() });
    await client.connect();
    const still = `select count(*)::int as n from pg_stat_activity where query like '%count(*)%${own}%slow%' and state = 'active' and pid <> pg_backend_pid()`;
    try {
      await expect.poll(async () => (await client.query(still)).rows[0].n).toBe(0);
    } finally {
      await client.end();
    }
  });
});

describe("the table of a stream", () => {
  const url = new URL(postgresUrl());
  url.password = "geheim-4711";
  const plugin = (name: string, config: object) => ({ name, namespace: name, config });
  const settings = {
    postgres: plugin("target-postgres", { sqlalchemy_url: url.href, default_target_schema: own }),
    sqlite: plugin("target-sqlite", { path_database: file("a.db") }),
    duckdb: plugin("target-duckdb", { path: file("a.duckdb"), default_target_schema: "shop" }),
    mysql: plugin("target-mysql", { ...maria, default_target_schema: "test" }),
    jsonl: plugin("target-jsonl", { destination_path: root }),
  };
  const stream = (name: string, target: string | null, forwarded: number): TargetStream => ({
    ...{ stream: name, tap: "tap-shop", target, forwarded, keys: [] },
  });

  async function ask(...streams: TargetStream[]) {
    const meltano = {
      version: 1,
      environments: [{ name: "dev" }],
      plugins: { loaders: Object.values(settings) },
    };
    return askIn(meltano, ...streams);
  }

  async function askIn(meltano: object, ...streams: TargetStream[]) {
    writeFileSync(join(root, "meltano.yml"), JSON.stringify(meltano));
    const project = openProject({ cwd: root, env: {} });
    const options = { effects: healthEffects(project), limitMs: 5_000, isNewest: true };
    const answers = await countTargets(project, streams, options);
    await project.close();
    return Object.fromEntries(answers);
  }

  it("is found by what the target is set to, in every database", async () => {
    expect(
      await ask(
        stream("public-orders", "target-postgres", 7),
        stream("orders", "target-sqlite", 2),
        stream("shop-orders", "target-duckdb", 5),
        stream(own, "target-mysql", 4),
      ),
    ).toMatchObject({
      "public-orders": { rows: 7, table: `${own}.orders`, mode: "append", verdict: { kind: "equal" } },
      orders: { rows: 2, verdict: { kind: "equal" } },
      "shop-orders": { rows: 5, table: "shop.orders", verdict: { kind: "equal" } },
      [own]: { rows: 3, verdict: { kind: "different" } },
    });
  });

  it("is in the schema that Meltano tells the target of, where it is set so", async () => {
    await inPostgres(`create schema tap_${own}; create table tap_${own}.orders as select 1 as id`);
    const config = {
      ...settings.postgres.config,
      default_target_schema: "tap_$MELTANO_EXTRACT__LOAD_SCHEMA",
    };
    const loaders = [{ ...settings.postgres, config }];
    const tap = { name: "tap-shop", namespace: "tap_shop", load_schema: own };
    const meltano = { version: 1, environments: [{ name: "dev" }], plugins: { extractors: [tap], loaders } };
    expect(await askIn(meltano, stream("shop-orders", "target-postgres", 1))).toMatchObject({
      "shop-orders": { rows: 1, table: `tap_${own}.orders` },
    });
    await inPostgres(`drop schema tap_${own} cascade`);
  });

  it("that nobody can count is unknown, with the reason, and no password is said", async () => {
    const answers = await ask(
      stream("gone", "target-postgres", 1),
      stream("a", "target-jsonl", 1),
      stream("b", "target-nowhere", 1),
      stream("c", null, 1),
    );
    expect(answers).toMatchObject({
      gone: { rows: null, verdict: { kind: "unknown", says: expect.stringContaining(`${own}.gone`) } },
      a: { verdict: { kind: "unknown", says: expect.stringContaining("can't be counted") } },
      b: { verdict: { kind: "unknown", says: expect.stringContaining("no such plugin") } },
      c: { verdict: { kind: "unknown", says: expect.stringContaining("not known which target") } },
    });
    expect(JSON.stringify(answers)).not.toContain("geheim");
  });
});
