import { randomUUID } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  makePostgres,
  query,
  scratchFolder,
  type TestDatabase,
} from "../../../test/fixtures/store/databases.ts";
import { readMeltanoRuns } from "./read-meltano-runs.ts";

const scratch = scratchFolder();
const at = Date.UTC(2026, 10, 21, 8, 30, 0, 123);
const [first, second] = [randomUUID(), randomUUID()];

/** As Meltano's migrations leave it. */
const createTable = (id: string, uuid: string): string => `create table runs (
  id ${id}, job_name varchar(1024), state varchar(10), started_at timestamp, last_heartbeat_at timestamp,
  ended_at timestamp, payload varchar, payload_flags integer, "trigger" varchar, run_id ${uuid} not null)`;

const rows = (id: (uuid: string) => string): string => `insert into runs
  (job_name, state, started_at, last_heartbeat_at, ended_at, payload, payload_flags, "trigger", run_id) values
  ('dev:tap-x-to-target-y', 'SUCCESS', '2026-11-21 08:30:00.123456', '2026-11-21 08:30:05.000000',
    '2026-11-21 08:30:06.500000', '{"singer_state": {"error": "not this"}}', 1, 'cli', '${id(first)}'),
  ('dev:other', 'FAIL', '2026-11-21 08:31:00.000000', null, '2026-11-21 08:31:01.000000',
    '{"error": "Extractor failed"}', 0, 'pitchpipe', '${id(second)}'),
  ('dev:killed', 'RUNNING', '2026-11-20 00:00:00.000000', '2026-11-21 08:29:00.000000', null, '{"error', 0, null, '${id(second)}'),
  ('dev:edit', 'STATE_EDIT', '2026-11-21 09:00:00.000000', null, '2026-11-21 09:00:00.000000', '{}', 1, 'cli', '${id(second)}')`;

const expected = [
  {
    id: 3,
    stateId: "dev:killed",
    state: "RUNNING",
    startedAt: Date.UTC(2026, 10, 20),
    endedAt: null,
    lastHeartbeatAt: Date.UTC(2026, 10, 21, 8, 29),
    error: null,
    trigger: null,
    runId: second,
  },
  {
    id: 1,
    stateId: "dev:tap-x-to-target-y",
    state: "SUCCESS",
    startedAt: at,
    endedAt: Date.UTC(2026, 10, 21, 8, 30, 6, 500),
    lastHeartbeatAt: Date.UTC(2026, 10, 21, 8, 30, 5),
    error: null,
    trigger: "cli",
    runId: first,
  },
  {
    id: 2,
    stateId: "dev:other",
    state: "FAIL",
    startedAt: Date.UTC(2026, 10, 21, 8, 31),
    endedAt: Date.UTC(2026, 10, 21, 8, 31, 1),
    lastHeartbeatAt: null,
    error: "Extractor failed",
    trigger: "pitchpipe",
    runId: second,
  },
];

let folders = 0;

/** A project's system database as Meltano leaves it: WAL mode, closed. */
function newDatabase(): {
  readonly root: string;
  readonly file: string;
  readonly open: SqliteDatabase.Database;
} {
  folders += 1;
  const root = join(scratch, `project-${folders}`);
  mkdirSync(join(root, ".meltano"), { recursive: true });
  const file = join(root, ".meltano", "meltano.db");
  const open = new SqliteDatabase(file);
  open.pragma("journal_mode = wal");
  open.exec(createTable("integer primary key", "char(32)"));
  open.exec(rows((uuid) => uuid.replaceAll("-", "")));
  return { root, file, open };
}

const read = (uri: string, root: string, since = 0, limit = 100) =>
  readMeltanoRuns({ uri, projectRoot: root, since, limit });

describe("Meltano's runs in its SQLite file", () => {
  it.each([
    ["absolute", (file: string) => `sqlite:///${file}`],
    ["relative to the project", () => "sqlite:///.meltano/meltano.db"],
    ["with driver and options", (file: string) => `sqlite+pysqlite:///${file}?timeout=5`],
  ])("are read through a URI that is %s, and no file is added or changed", async (_, uri) => {
    const { root, file, open } = newDatabase();
    open.close();
    const before = [readFileSync(file), statSync(file).mtimeMs];
    expect(await read(uri(file), root)).toEqual({ runs: expected, reason: null });
    expect(readdirSync(join(root, ".meltano"))).toEqual(["meltano.db"]);
    expect([readFileSync(file), statSync(file).mtimeMs]).toEqual(before);
  });

  it("are read while Meltano has the file open, with what is only in its log", async () => {
    const { root, file, open } = newDatabase();
    expect(existsSync(`${file}-wal`)).toBe(true);
    expect((await read(`sqlite:///${file}`, root)).runs).toEqual(expected);
    open.exec("update runs set state = 'FAIL' where id = 1");
    expect((await read(`sqlite:///${file}`, root)).runs[1]).toMatchObject({ state: "FAIL" });
    open.close();
    expect(readdirSync(join(root, ".meltano"))).toEqual(["meltano.db"]);
  });

  it("are read where the file may only be read", async () => {
    const { root, file, open } = newDatabase();
    open.close();
    chmodSync(file, 0o444);
    expect((await read(`sqlite:///${file}`, root)).runs).toEqual(expected);
  });

  it("are those that began, ended or lived since, the newest as many as asked for", async () => {
    const { root, file, open } = newDatabase();
    open.close();
    const idsSince = async (since: number, limit = 100) =>
      (await read(`sqlite:///${file}`, root, since, limit)).runs.map(({ id }) => id);
    expect(await idsSince(Date.UTC(2026, 10, 21, 8, 29))).toEqual([3, 1, 2]);
    expect(await idsSince(Date.UTC(2026, 10, 21, 8, 29, 1))).toEqual([1, 2]);
    expect(await idsSince(Date.UTC(2026, 10, 21, 8, 30, 7))).toEqual([2]);
    expect(await idsSince(0, 1)).toEqual([2]);
  });

  it.each([
    ["there is no file", () => undefined, "has made no system database"],
    ["the file is empty", (file: string) => writeFileSync(file, ""), "no table of runs"],
    ["the file is no database", (file: string) => writeFileSync(file, "x".repeat(9_000)), "can't be read"],
    ["a folder stands there", (file: string) => mkdirSync(file), "has made no system database"],
  ])("are none where %s, with the reason", async (_, prepare, reason) => {
    folders += 1;
    const root = join(scratch, `project-${folders}`);
    mkdirSync(root);
    prepare(join(root, "meltano.db"));
    const result = await read("sqlite:///meltano.db", root);
    expect(result).toEqual({ runs: [], reason: expect.stringContaining(reason) });
    expect(readdirSync(root).filter((name) => name !== "meltano.db")).toEqual([]);
  });

  it("are none where the table is another's", async () => {
    const { root, file, open } = newDatabase();
    open.exec("drop table runs; create table runs (id int)");
    open.close();
    expect((await read(`sqlite:///${file}`, root)).reason).toContain("no such column");
  });

  it("are read from a file in use by a dead process", async () => {
    const { root, file, open } = newDatabase();
    const copy = join(root, "copy.db");
    for (const suffix of ["", "-wal"]) copyFileSync(file + suffix, copy + suffix);
    open.close();
    expect((await read(`sqlite:///${copy}`, root)).runs).toEqual(expected);
  });
});

describe("Meltano's runs in PostgreSQL", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makePostgres();
  });
  afterAll(() => database.drop());

  it("are none before Meltano has made its table, and then the same as in SQLite", async () => {
    expect(await read(database.url, "/")).toEqual({
      runs: [],
      reason: expect.stringContaining("no table of runs"),
    });
    await query(database.url, createTable("serial primary key", "uuid"));
    await query(
      database.url,
      rows((uuid) => uuid),
    );
    for (const scheme of ["postgresql", "postgresql+psycopg2", "postgresql+psycopg", "postgres"]) {
      const uri = database.url.replace(/^postgres(?:ql)?:/, `${scheme}:`);
      expect(await read(uri, "/"), scheme).toEqual({ runs: expected, reason: null });
    }
    const late = await read(database.url, "/", Date.UTC(2026, 10, 21, 8, 30, 7));
    expect(late.runs.map(({ id }) => id)).toEqual([2]);
    expect((await read(database.url, "/", 0, 1)).runs.map(({ id }) => id)).toEqual([2]);
  });

  it.each([
    ["postgresql://ana:geheim123@127.0.0.1:1/db", "can't be read"],
    ["mssql+pymssql://ana:geheim123@h/db", "only SQLite and PostgreSQL"],
    ["nonsense", "only SQLite and PostgreSQL"],
  ])("are none at %s, with a reason that shows no password", async (uri, reason) => {
    const result = await read(uri, "/");
    expect(result).toEqual({ runs: [], reason: expect.stringContaining(reason) });
    expect(result.reason).not.toContain("geheim123");
  });
});
