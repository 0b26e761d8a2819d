import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { staleLocks } from "../../src/app/health/stale-locks.ts";
import { judgeDisk } from "../../src/health/probes/disk.ts";
import { judgeHost, parseStat } from "../../src/health/probes/host.ts";
import { healthCheckSettings, type SettingsOf } from "../../src/health/settings.ts";
import { makeScratchProject } from "../alerts/project.ts";
import { look } from "./effects.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-machine-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("a path check", () => {
  const file = join(root, "orders.csv");
  writeFileSync(file, "id\n1\n");
  const path = (more: object) => look({ type: "path", path: file, ...more });

  it("is healthy where what is wished is there", async () => {
    expect(await path({ kind: "file", writable: true, min_size: "1B" })).toMatchObject({ status: "healthy" });
    expect(await look({ type: "path", path: root, kind: "folder" })).toMatchObject({ status: "healthy" });
  });

  it("says what is wrong", async () => {
    expect(await path({ path: join(root, "none") })).toMatchObject({
      message: expect.stringContaining("is not there"),
    });
    expect(await path({ kind: "folder" })).toMatchObject({
      message: expect.stringContaining("is no folder"),
    });
    expect(await path({ min_size: "1KiB" })).toMatchObject({
      message: expect.stringContaining("should have"),
    });
    utimesSync(file, new Date(0), new Date(0));
    expect(await path({ max_age: "1d" })).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("the limit is"),
    });
  });
});

describe("a disk check", () => {
  const settings = healthCheckSettings.parse({
    type: "disk",
    path: "/data",
    min_free: "1GiB",
  }) as SettingsOf<"disk">;
  const GiB = 2 ** 30;
  it.each([
    [50 * GiB, 100 * GiB, 0, 0, "healthy"],
    [8 * GiB, 100 * GiB, 0, 0, "degraded"],
    [4 * GiB, 100 * GiB, 0, 0, "unhealthy"],
    [0.5 * GiB, 1 * GiB, 0, 0, "unhealthy"],
    [50 * GiB, 100 * GiB, 1000, 10, "unhealthy"],
    [0, 0, 0, 0, "unhealthy"],
  ])("with %d of %d bytes free (files %d, %d free) is %s", (free, total, files, freeFiles, status) => {
    expect(judgeDisk({ free, total, files, freeFiles }, settings)).toMatchObject({ status });
  });

  it("looks at the real disk", async () => {
    const result = await look({ type: "disk", path: root, min_free_percent: 0, degraded_free_percent: 0 });
    expect(result).toMatchObject({ status: "healthy" });
    expect(result.details["total_bytes"]).toBeGreaterThan(0);
    expect(await look({ type: "disk", path: join(root, "none") })).toMatchObject({ status: "unhealthy" });
  });
});

describe("a host check", () => {
  const limits = healthCheckSettings.parse({ type: "host" }) as SettingsOf<"host">;
  const top = [{ pid: 7, name: "tap", cpu_percent: 99, rss_bytes: 5 }];

  it("names the processes that use most where it is too much", () => {
    const use = { cpuPercent: 20, memoryPercent: 30, loadPerCpu: 1, top };
    expect(judgeHost(use, limits)).toMatchObject({ status: "healthy" });
    for (const more of [{ cpuPercent: 99 }, { memoryPercent: 99 }, { loadPerCpu: 9 }])
      expect(judgeHost({ ...use, ...more }, limits)).toMatchObject({
        status: "unhealthy",
        message: expect.stringContaining("tap (7)"),
      });
    expect(judgeHost({ ...use, cpuPercent: 99, top: null }, limits)).toMatchObject({
      details: { processes: null },
    });
  });

  it("reads processes whose names hold brackets and blanks, and passes over what is none", () => {
    const fields = ["S", ...Array.from({ length: 30 }, (_, at) => String(at))].join(" ");
    expect(parseStat(`12 (a) b (c)) ${fields}`)).toEqual({
      name: "a) b (c)",
      ticks: 10 + 11,
      rss: 20 * 4096,
    });
    expect(parseStat("")).toBeNull();
    expect(parseStat("1 (x) S 1")).toBeNull();
  });

  it("measures this host", async () => {
    const generous = { type: "host", cpu_percent: 100, memory_percent: 100, load_per_cpu: 1_000 };
    const { status, details } = await look(generous);
    expect(status).toBe("healthy");
    expect(details["memory_percent"]).toBeGreaterThan(0);
    expect(Array.isArray(details["processes"])).toBe(true);
  });
});

describe("a lock of Meltano's", () => {
  const now = Date.UTC(2026, 10, 21);
  const run = (lastHeartbeatAt: number | null, startedAt = now - 3_600_000, state = "RUNNING") => ({
    ...{ id: 1, stateId: "dev:load", endedAt: null, error: null, trigger: null, runId: null },
    ...{ state, startedAt, lastHeartbeatAt },
  });
  it("is stale as Meltano itself reckons", () => {
    expect(staleLocks([run(now - 60_000)], now)).toEqual([]);
    expect(staleLocks([run(now - 301_000), run(now - 400_000)], now)).toEqual(["dev:load"]);
    expect(staleLocks([run(null)], now)).toEqual([]);
    expect(staleLocks([run(null, now - 25 * 3_600_000)], now)).toEqual(["dev:load"]);
    expect(staleLocks([run(now - 400_000, now, "SUCCESS")], now)).toEqual([]);
  });
});

describe("a meltano check", () => {
  const health = "health: {here: {type: meltano}}";

  it("is degraded by a stale lock, and unhealthy by a system database that can't be read", async () => {
    await using project = makeScratchProject();
    project.configure(health);
    mkdirSync(join(project.root, ".meltano"), { recursive: true });
    const database = new SqliteDatabase(join(project.root, ".meltano", "meltano.db"));
    database.exec(
      `create table runs (job_name, state, started_at, ended_at, last_heartbeat_at, "trigger", run_id, payload)`,
    );
    const before = new Date(Date.now() - 600_000).toISOString().slice(0, 19).replace("T", " ");
    database
      .prepare("insert into runs values ('dev:load', 'RUNNING', ?, null, ?, 'cli', null, '{}')")
      .run(before, before);
    database.close();
    expect(await project.json(["health"])).toMatchObject({
      status: "degraded",
      checks: [{ message: expect.stringContaining("dev:load"), details: { stale_locks: ["dev:load"] } }],
    });
    writeFileSync(join(project.root, ".meltano", "meltano.db"), "no database at all ".repeat(500));
    expect(await project.json(["health", "--fresh"])).toMatchObject({ status: "unhealthy" });
  });

  it("looks at a state backend that is a folder, and says where it can't", async () => {
    await using project = makeScratchProject();
    project.configure(health);
    const write = (uri: string) =>
      writeFileSync(join(project.root, "meltano.yml"), `version: 1\nstate_backend: {uri: "${uri}"}\n`);
    write(`file://${project.root}/state`);
    expect(await project.json(["health", "--fresh"])).toMatchObject({ status: "unhealthy" });
    mkdirSync(join(project.root, "state"));
    expect(await project.json(["health", "--fresh"])).toMatchObject({ status: "healthy" });
    write("s3://key:geheim-777@bucket/x");
    const elsewhere = await project.json(["health", "--fresh"]);
    expect(elsewhere).toMatchObject({ status: "unknown" });
    expect(JSON.stringify(elsewhere)).not.toContain("geheim-777");
  });
});
