import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { makePostgres, query, scratchFolder, stillClock } from "../../test/fixtures/store/databases.ts";
import { startTogether } from "../../test/fixtures/store/play.ts";
import { aRun } from "../../test/fixtures/store/samples.ts";
import { postgresUrl } from "../../test/setup/postgres.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { openStore, openStoreWith } from "./open-store.ts";
import type { Store } from "./store.ts";

/** The newest step there is. */
const newest = Math.max(...migrations.map(({ number }) => number));

const scratch = scratchFolder();
let folders = 0;
const newFolder = (): string => {
  folders += 1;
  const folder = join(scratch, `project-${folders}`);
  mkdirSync(folder);
  return folder;
};
const url = "sqlite:data/pitchpipe.db";
const openIn = (projectRoot: string, readOnly = false): Promise<Store> =>
  openStore({ url, projectRoot, clock: stillClock, readOnly });
const mode = (path: string): number => statSync(path).mode & 0o777;
const extra: Migration = {
  number: newest + 1,
  name: "extra",
  statements: () => ["create table extra (a int)"],
};
const openNewer = (projectRoot: string, at = url): Promise<Store> =>
  openStoreWith({ url: at, projectRoot, clock: stillClock }, [...migrations, extra]);

async function filled(folder: string): Promise<string> {
  const store = await openIn(folder);
  await store.apply([{ kind: "run_opened", run: aRun() }]);
  await store.close();
  return join(folder, "data", "pitchpipe.db");
}

describe("a store in a SQLite file", () => {
  it("is made for this user alone, with its folder and the files beside it", async () => {
    const folder = newFolder();
    const store = await openIn(folder);
    await store.notes.set("k", 1);
    const data = join(folder, "data");
    expect(readdirSync(data).sort()).toEqual(["pitchpipe.db", "pitchpipe.db-shm", "pitchpipe.db-wal"]);
    expect(mode(data)).toBe(0o700);
    for (const file of readdirSync(data)) expect(mode(join(data, file)), file).toBe(0o600);
    await store.close();
    expect(readdirSync(data)).toEqual(["pitchpipe.db"]);
  });

  it("waits for the disk at each commit and writes ahead", async () => {
    const path = await filled(newFolder());
    const database = new SqliteDatabase(path, { readonly: true });
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
    database.close();
  });

  it.each([
    ["sqlite:/SCRATCH/abs.db", "abs.db"],
    ["sqlite:///SCRATCH/abs.db", "abs.db"],
    ["sqlite:some/where/deep.db", "some/where/deep.db"],
  ])("stands where %s says", async (written, path) => {
    const folder = newFolder();
    const store = await openStore({
      url: written.replace("/SCRATCH", folder),
      projectRoot: folder,
      clock: stillClock,
    });
    await store.close();
    expect(existsSync(join(folder, path))).toBe(true);
    expect(store.location).toBe(join(folder, path));
  });

  it("may begin as an empty file", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "pitchpipe.db"), "");
    const path = await filled(folder);
    expect(readdirSync(join(path, ".."))).toEqual(["pitchpipe.db"]);
  });

  it.each([
    ["no database at all", (path: string) => writeFileSync(path, "this is not a database, ".repeat(500))],
    ["cut short", (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5_000))],
    ["a wrecked first page", (path: string) => wreck(path, 100, 4_000)],
  ])("is set aside and begun anew where it is damaged: %s", async (_, damage) => {
    const folder = newFolder();
    const path = await filled(folder);
    damage(path);
    const bytes = readFileSync(path);
    const store = await openIn(folder);
    const aside = `${path}.damaged-20261121T101500Z`;
    expect(store.damage).toMatchObject({
      code: "STORE_DAMAGED",
      message: expect.stringContaining(aside),
      whatToDo: expect.stringContaining(".recover"),
    });
    expect(readFileSync(aside)).toEqual(bytes);
    await store.apply([{ kind: "run_opened", run: aRun() }]);
    expect(await store.runs.get(aRun().runId)).toEqual(aRun());
    await store.close();
    const again = await openIn(folder);
    expect(again.damage).toBeNull();
    await again.close();
  });

  it("is set aside with its write-ahead log", async () => {
    const folder = newFolder();
    const path = await filled(folder);
    wreck(path, 0, 4_096);
    for (const left of ["-wal", "-shm"]) rmSync(path + left, { force: true });
    writeFileSync(`${path}-wal`, "left over");
    const store = await openIn(folder);
    await store.close();
    expect(readFileSync(`${path}.damaged-20261121T101500Z-wal`, "utf8")).toBe("left over");
  });

  it("is set aside where the damage shows only in the middle of work, and the next write finds a new one", async () => {
    const folder = newFolder();
    const path = await filled(folder);
    const database = new SqliteDatabase(path, { readonly: true });
    const page = database.prepare("select rootpage from sqlite_master where name = 'runs'").pluck().get();
    database.close();
    wreck(path, (Number(page) - 1) * 4_096, 4_096);
    const store = await openIn(folder);
    expect(store.damage).toBeNull();
    await expect(store.apply([{ kind: "run_opened", run: aRun() }])).rejects.toMatchObject({
      code: "STORE_DAMAGED",
      message: expect.stringContaining("damaged-20261121T101500Z"),
    });
    await store.apply([{ kind: "run_opened", run: aRun() }]);
    expect(await store.runs.get(aRun().runId)).toEqual(aRun());
    expect(store.generation).toBe(1);
    await store.close();
  });

  it("is set aside once where several processes find the damage at the same moment", async () => {
    const folder = newFolder();
    const path = await filled(folder);
    wreck(path, 0, 4_096);
    const plays = ["a", "b", "c"].map((name) => ({ role: "open" as const, url, root: folder, name }));
    const results = await startTogether<{ damage: string | null; code?: string }>(plays);
    expect(results.map(({ code }) => code)).toEqual([undefined, undefined, undefined]);
    expect(results.filter(({ damage }) => damage !== null)).toHaveLength(1);
    const names = readdirSync(join(folder, "data")).filter((name) => name.includes("damaged"));
    expect(names).toHaveLength(1);
    const store = await openIn(folder);
    for (const { name } of plays) expect(await store.notes.get(name)).toBe(true);
    await store.close();
  });

  it("begins anew where its file was taken away while it was open", async () => {
    const folder = newFolder();
    const store = await openIn(folder);
    await store.notes.set("before", 1);
    rmSync(join(folder, "data"), { recursive: true });
    await store.notes.set("after", 1);
    expect([await store.notes.get("before"), await store.notes.get("after")]).toEqual([null, 1]);
    expect(store.generation).toBe(1);
    await store.close();
    const other = await openIn(folder);
    expect(await other.notes.get("after")).toBe(1);
    await other.close();
  });

  it.each(["drop table audit_entries", "alter table runs drop column job", "drop table migrations"])(
    "is told as damaged and left where it is when somebody did this to it: %s",
    async (statement) => {
      const folder = newFolder();
      const path = await filled(folder);
      const database = new SqliteDatabase(path);
      for (const { sql } of database
        .prepare(
          "select 'drop index ' || name as sql from sqlite_master where type = 'index' and sql is not null",
        )
        .all() as { sql: string }[])
        database.exec(sql);
      database.exec(statement);
      database.close();
      const touched = async (): Promise<void> => {
        const store = await openIn(folder);
        try {
          await store.audit.page({ after: 0, limit: 1 });
          await store.apply([{ kind: "run_opened", run: aRun() }]);
        } finally {
          await store.close();
        }
      };
      await expect(touched()).rejects.toMatchObject({ code: "STORE_DAMAGED", whatToDo: expect.any(String) });
      expect(readdirSync(join(folder, "data")).filter((name) => name.includes("damaged"))).toEqual([]);
    },
  );

  it("is not made in somebody else's database", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "data"));
    const other = new SqliteDatabase(join(folder, "data", "pitchpipe.db"));
    other.exec("create table runs (id int)");
    other.close();
    await expect(openIn(folder)).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      why: expect.stringContaining("something else"),
    });
  });

  it("says what is wrong with a path that is a folder", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "data", "pitchpipe.db"), { recursive: true });
    await expect(openIn(folder)).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining("data/pitchpipe.db"),
      why: expect.stringContaining("is a folder"),
    });
  });

  it("says what is wrong with a path through a file", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "data"), "");
    await expect(openIn(folder)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });

  it.each([
    ["folder", /may not write|read-only/],
    ["file", /read-only|may not write/],
  ])("says what is wrong with a read-only %s", async (what, why) => {
    const folder = newFolder();
    chmodSync(scratch, 0o755);
    chmodSync(folder, what === "folder" ? 0o555 : 0o755);
    if (what === "file") {
      const path = await filled(folder);
      chmodSync(join(folder, "data"), 0o755);
      chmodSync(path, 0o444);
    }
    const [result] = await startTogether([{ role: "open", url, root: folder, asNobody: true }]);
    expect(result).toMatchObject({ code: "STORE_UNAVAILABLE", why: expect.stringMatching(why) });
    chmodSync(folder, 0o755);
  });

  it("says so where there is no room for it", async () => {
    const [result] = await startTogether([{ role: "open", url, root: newFolder(), fileLimit: 8 }]);
    expect(result).toMatchObject({ code: "STORE_UNAVAILABLE", why: expect.stringContaining("limit") });
  });

  it("refuses a URL of another kind without showing its password", async () => {
    const opening = openStore({ url: "mysql://root:hunter22@h/db", projectRoot: "/", clock: stillClock });
    await expect(opening).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.not.stringContaining("hunter22"),
    });
  });
});

describe("a SQLite store opened for reading", () => {
  it("reads and refuses to write", async () => {
    const folder = newFolder();
    await filled(folder);
    const store = await openIn(folder, true);
    expect(await store.runs.get(aRun().runId)).toEqual(aRun());
    await expect(store.notes.set("k", 1)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await store.close();
  });

  it("makes nothing where there is none", async () => {
    const folder = newFolder();
    await expect(openIn(folder, true)).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      why: "Nothing has been kept there yet.",
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves a damaged file where it is", async () => {
    const folder = newFolder();
    const path = await filled(folder);
    wreck(path, 0, 4_096);
    await expect(openIn(folder, true)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
    expect(readdirSync(join(folder, "data"))).toEqual(["pitchpipe.db"]);
  });

  it("sees what stands at its path now", async () => {
    const folder = newFolder();
    const path = await filled(folder);
    const reader = await openIn(folder, true);
    rmSync(path);
    await filled(folder);
    const writer = await openIn(folder);
    await writer.notes.set("k", 1);
    expect(await reader.notes.get("k")).toBe(1);
    await Promise.all([reader.close(), writer.close()]);
  });
});

describe("a store's steps forward", () => {
  const backup = `pitchpipe.db.backup-v${newest}-20261121T101500Z`;

  it("are taken after a backup that holds everything and is for this user alone", async () => {
    const folder = newFolder();
    const path = await filled(folder);
    const newer = await openNewer(folder);
    expect(await newer.runs.get(aRun().runId)).toEqual(aRun());
    await newer.close();
    expect(readdirSync(join(path, "..")).sort()).toEqual(["pitchpipe.db", backup]);
    expect(mode(join(path, "..", backup))).toBe(0o600);
    const kept = await openStore({ url: `sqlite:data/${backup}`, projectRoot: folder, clock: stillClock });
    expect(await kept.runs.get(aRun().runId)).toEqual(aRun());
    await kept.close();
  });

  it("are taken once, with one backup, where several processes come at once", async () => {
    const folder = newFolder();
    await filled(folder);
    const play = { role: "open" as const, url, root: folder, extraMigration: true };
    await startTogether([play, play, play]);
    const names = readdirSync(join(folder, "data")).filter((name) => name.includes("backup"));
    expect(names).toHaveLength(1);
  });

  it("are not taken where one fails: the store stays as it was", async () => {
    const folder = newFolder();
    await filled(folder);
    const broken: Migration = {
      ...extra,
      statements: () => ["create table extra (a int)", "create nonsense"],
    };
    const opening = openStoreWith({ url, projectRoot: folder, clock: stillClock }, [...migrations, broken]);
    await expect(opening).rejects.toThrow(/syntax/);
    const store = await openIn(folder);
    expect(await store.runs.get(aRun().runId)).toEqual(aRun());
    await store.close();
  });

  it.each([false, true])("of a newer pitchpipe are refused (read only: %s)", async (readOnly) => {
    const folder = newFolder();
    await (await openNewer(folder)).close();
    await expect(openIn(folder, readOnly)).rejects.toMatchObject({
      code: "STORE_NEWER",
      whatToDo: expect.stringContaining("Upgrade"),
    });
  });

  it("of an older one are not taken by a reader", async () => {
    const folder = newFolder();
    await filled(folder);
    const options = { url, projectRoot: folder, clock: stillClock, readOnly: true };
    await expect(openStoreWith(options, [...migrations, extra])).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      why: "An older pitchpipe made it.",
    });
  });
});

describe("a store on PostgreSQL", () => {
  it("moves forward, and then refuses an older pitchpipe; a reader makes nothing", async () => {
    const { url: at, drop } = await makePostgres();
    const options = { url: at, projectRoot: "/", clock: stillClock };
    await expect(openStore({ ...options, readOnly: true })).rejects.toMatchObject({
      why: "Nothing has been kept there yet.",
    });
    const first = await openStore(options);
    await first.notes.set("k", 1);
    const reader = await openStore({ ...options, readOnly: true });
    expect(await reader.notes.get("k")).toBe(1);
    await expect(reader.notes.set("k", 2)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    const newer = await openNewer("/", at);
    expect(await newer.notes.get("k")).toBe(1);
    await expect(first.notes.set("k", 2)).rejects.toMatchObject({ code: "STORE_NEWER" });
    await expect(openStore(options)).rejects.toMatchObject({ code: "STORE_NEWER" });
    await Promise.all([first, reader, newer].map((store) => store.close()));
    await drop();
  });

  it("uses a schema it was given where it may make none, and says so where there is none", async () => {
    const { url: at, drop } = await makePostgres();
    const user = `pitchpipe_${randomUUID().slice(0, 8)}`;
    await query(at, `create role ${user} login password 'secret-of-the-test'`);
    const limited = new URL(at);
    limited.username = user;
    limited.password = "secret-of-the-test";
    const options = { url: limited.href, projectRoot: "/", clock: stillClock };
    await expect(openStore(options)).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.not.stringContaining("secret-of-the-test"),
      whatToDo: expect.stringContaining("schema `pitchpipe`"),
    });
    await query(at, `create schema pitchpipe authorization ${user}`);
    const store = await openStore(options);
    await store.notes.set("k", 1);
    await store.close();
    await drop();
    await query(postgresUrl(), `drop role ${user}`);
  });

  it.each([
    ["nobody listens", (at: URL) => Object.assign(at, { port: "1" }), "does not answer"],
    [
      "there is no such database",
      (at: URL) => Object.assign(at, { pathname: "/nonsense" }),
      "no such database",
    ],
    [
      "the host is unknown",
      (at: URL) => Object.assign(at, { hostname: "nohost.invalid" }),
      "does not answer",
    ],
  ])("says so where %s", async (_, change, why) => {
    const at = change(new URL(postgresUrl())).href;
    await expect(openStore({ url: at, projectRoot: "/", clock: stillClock })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      why: expect.stringContaining(why),
    });
  });

  it("comes back by itself after its connections were cut", async () => {
    const { url: at, drop } = await makePostgres();
    const store = await openStore({ url: at, projectRoot: "/", clock: stillClock });
    await store.notes.set("k", 1);
    await query(
      postgresUrl(),
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(at).pathname.slice(1)}'`,
    );
    const cut = store.transaction(async (tx) => {
      await query(
        at,
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()",
      );
      await tx.notes.set("k", 2);
    });
    await expect(cut).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await store.notes.set("after", 1);
    expect(await store.notes.get("k")).toBe(1);
    await store.close();
    await drop();
  });
});

/** Overwrites a part of a file with nonsense. */
function wreck(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa7, from, from + length);
  writeFileSync(path, bytes);
}
