import { describe, expect, it } from "vitest";
import { type HealthSettings, healthCheckSettings } from "../../health/settings.ts";
import type { HealthState } from "../../model/health.ts";
import { draftCheck } from "./draft-check.ts";
import { dueNames } from "./due-checks.ts";
import type { CheckList } from "./list-checks.ts";
import { sharedHosts } from "./shared-hosts.ts";

const draft = (plugin: string, settings: Record<string, unknown>, family = plugin) => {
  const isTarget = /(^|\s)target-/.test(family);
  const made = draftCheck({ plugin, family, isTarget, settings: new Map(Object.entries(settings)) });
  return made === null ? null : Object.fromEntries(made.keys);
};

describe("what a plugin's settings lead to", () => {
  it.each<[string, Record<string, unknown>, object | null]>([
    [
      "tap-postgres",
      { host: "h", port: "5433", user: "u", password: "p", dbname: "d" },
      { type: "postgres", port: 5433, database: "d" },
    ],
    [
      "target-postgres",
      { sqlalchemy_url: "postgresql://u:p@h/d" },
      { type: "postgres", url: "postgresql://u:p@h/d" },
    ],
    ["tap-mysql", { host: "h", user: "u" }, { type: "mysql", host: "h" }],
    ["tap-mssql", { host: "h", database: "d" }, { type: "mssql" }],
    ["tap-oracle", { host: "h", service_name: "s" }, { type: "oracle", database: "s" }],
    [
      "target-snowflake",
      { account: "a", user: "u", password: "p", role: "r" },
      { type: "snowflake", account: "a", role: "r" },
    ],
    [
      "target-bigquery",
      { project: "p", credentials_path: "k.json" },
      { type: "bigquery", credentials_path: "k.json" },
    ],
    ["target-duckdb", { path: "x.duckdb" }, { type: "duckdb", path: "x.duckdb", may_be_missing: true }],
    ["target-duckdb", { filepath: "md:warehouse" }, null],
    ["target-duckdb", { path: ":memory:" }, null],
    ["target-sqlite", { path_database: "x.db" }, { type: "sqlite", path: "x.db", may_be_missing: true }],
    ["tap-sqlite", { path_database: "x.db" }, { type: "sqlite", path: "x.db" }],
    ["tap-sql", { sqlalchemy_url: "sqlite:///shop.db" }, { type: "sqlite", path: "shop.db" }],
    ["tap-sql", { sqlalchemy_url: "sqlite:////var/shop.db" }, { type: "sqlite", path: "/var/shop.db" }],
    ["tap-sql", { sqlalchemy_url: "sqlite://" }, null],
    [
      "tap-postgres",
      { host: "db", user: "u", "ssh_tunnel.enable": true, "ssh_tunnel.host": "jump" },
      { type: "tcp", host: "jump", port: 22 },
    ],
    [
      "target-postgres",
      { sqlalchemy_url: "postgresql://u:p@db/d", "ssh_tunnel.enable": "true", "ssh_tunnel.port": 2022 },
      null,
    ],
    [
      "tap-postgres",
      { host: "db", "ssh_tunnel.enable": false, "ssh_tunnel.host": "jump" },
      { type: "postgres", host: "db" },
    ],
    [
      "tap-mongodb",
      { mongodb_connection_string: "mongodb://u:p@mongo.internal/shop" },
      { type: "tcp", host: "mongo.internal", port: 27017 },
    ],
    ["tap-mongodb", { mongodb_connection_string: "mongodb+srv://u:p@cluster0.example.com" }, null],
    ["tap-api", { "connection.base_url": "https://api.example.com" }, { type: "tcp", port: 443 }],
    [
      "target-postgres",
      { "database.host": "db", "database.port": 5433, "auth.user": "u", "replica.host": "other" },
      { type: "postgres", host: "db", port: 5433, user: "u" },
    ],
    [
      "tap-oracle-wms",
      { base_url: "https://w", username: "u", password: "p", environment: "e", entities: ["a"] },
      { type: "oracle-wms", env: "e", entities: ["a"], auth: { type: "basic" } },
    ],
    [
      "tap-oracle-wms",
      { base_url: "https://w", oauth_client_id: "c", oauth_client_secret: "s", oauth_token_url: "https://t" },
      { auth: { type: "oauth2" } },
    ],
    ["tap-oracle-wms", { base_url: "https://w" }, null],
    [
      "tap-rest-api-msdk",
      {
        api_url: "https://w",
        username: "u",
        password: "p",
        streams: [
          { name: "a", path: "/demo_a9/wms/lgfapi/v10/entity/order_hdr/" },
          { name: "b", path: "/demo_a9/wms/lgfapi/v10/entity/allocation/" },
        ],
      },
      { type: "oracle-wms", base_url: "https://w", env: "demo_a9", entities: ["order_hdr", "allocation"] },
    ],
    [
      "tap-rest-api-msdk",
      { api_url: "https://api.example.com/v1" },
      { type: "tcp", host: "api.example.com", port: 443 },
    ],
    ["tap-sql", { sqlalchemy_url: "mysql+pymysql://h/d" }, { type: "mysql" }],
    ["tap-csv", { path: "in.csv" }, { type: "path", path: "in.csv" }],
    ["tap-csv", { files: [{ entity: "a", path: "data/a.csv" }] }, { type: "path", path: "data/a.csv" }],
    [
      "tap-csv",
      { files: [{ path: "data/in/a.csv" }, { path: "data/in/b.csv" }, { path: "data/x/*.csv" }] },
      { type: "path", path: "data" },
    ],
    ["tap-csv", { files: [{ path: "a.csv" }, { path: "/mnt/b.csv" }] }, null],
    ["tap-smoke-test", { streams: [{ input_filename: "https://example.com/a.jsonl" }] }, null],
    ["tap-smoke-test", { streams: [{ input_filename: "in/a.jsonl" }] }, { type: "path", path: "in/a.jsonl" }],
    ["target-csv", { output_path: "out" }, { type: "path", path: "out", may_be_missing: true }],
    ["tap-jsonl", { path: "exports/2026/*.jsonl" }, { type: "path", path: "exports/2026" }],
    ["tap-jsonl", { path: "*.jsonl" }, { type: "path", path: "." }],
    ["tap-jsonl", { path: "/in[0-9]/a.jsonl" }, { type: "path", path: "/" }],
    ["tap-jsonl", { path: "s3://bucket/in.jsonl" }, null],
    ["target-jsonl", { destination_path: "out" }, { type: "path", path: "out", writable: true }],
    ["tap-postgres", {}, null],
    ["tap-odd", { colour: "red" }, null],
  ])("of %s with %j is %j", (plugin, settings, expected) => {
    if (expected === null) expect(draft(plugin, settings)).toBeNull();
    else expect(draft(plugin, settings)).toMatchObject(expected);
  });

  it("may be missing only where the plugin makes it", () => {
    expect(draft("tap-sqlite", { path_database: "x.db" })).toEqual({ type: "sqlite", path: "x.db" });
    expect(draft("target-jsonl", { destination_path: "out" })).toEqual({
      ...{ type: "path", path: "out", writable: true },
    });
  });

  it("goes by what a plugin inherits from, whatever its own name is", () => {
    expect(draft("warehouse", { host: "h" }, "warehouse target-postgres")).toMatchObject({
      type: "postgres",
    });
  });
});

const parse = (checks: Readonly<Record<string, object>>): HealthSettings =>
  Object.fromEntries(Object.entries(checks).map(([name, one]) => [name, healthCheckSettings.parse(one)]));

describe("what follows from addresses", () => {
  const all = parse({
    name: { type: "dns", host: "db.internal" },
    port: { type: "tcp", host: "db.internal", port: 5432 },
    other: { type: "tcp", host: "db.internal", port: 22 },
    db: { type: "postgres", url: "postgres://u@db.internal/x" },
    api: {
      type: "oracle-wms",
      base_url: "https://db.internal",
      auth: { type: "basic", username: "u", password: "p" },
    },
    disk: { type: "disk", path: "/" },
  });

  it("is that who speaks to a host depends on its name, and on its own port", () => {
    const graph = sharedHosts(all, new Map());
    expect(graph.get("db")).toEqual(["name", "port"]);
    expect(graph.get("port")).toEqual(["name"]);
    expect(graph.get("api")).toEqual(["name"]);
    expect(graph.has("disk")).toBe(false);
  });

  it("never closes a circle", () => {
    expect(sharedHosts(all, new Map([["port", ["db"]]])).get("db")).toEqual([]);
  });
});

describe("what is due", () => {
  const now = 10_000_000;
  const settings = healthCheckSettings.parse({ type: "store", every: "1m" });
  const listed = (name: string, origin: "configured" | "derived") =>
    [
      name,
      {
        check: { name, type: "store", timeout: 1, run: () => Promise.reject(new Error("never")) },
        origin,
        settings,
        plugins: [],
      },
    ] as const;
  const list: CheckList = {
    checks: new Map([listed("a", "configured"), listed("d", "derived")]),
    dependencies: new Map(),
  };
  const state = (
    check: string,
    ageMs: number,
    more: Partial<HealthState> = {},
    details = {},
  ): [string, HealthState] => [
    check,
    {
      result: {
        check,
        type: "store",
        status: "degraded",
        message: "",
        details,
        latencySeconds: 0,
        checkedAt: now - ageMs,
      },
      streaks: { unhealthy: 0, notHealthy: 1, notUnhealthy: 1, healthy: 0 },
      told: null,
      settingsHash: "",
      ...more,
    },
  ];

  it("are the checks of the file, and derived ones only while what was told has not ended", () => {
    expect(dueNames(list, new Map(), now)).toEqual(["a"]);
    expect(
      dueNames(list, new Map([state("a", 1_000), state("d", 90_000, { told: "unhealthy" })]), now),
    ).toEqual(["d"]);
  });

  it("is nothing that asks to be left alone, for an hour at most", () => {
    const throttled = (ageMs: number) => new Map([state("a", ageMs, {}, { retry_after_seconds: 86_400 })]);
    expect(dueNames(list, throttled(600_000), now)).toEqual([]);
    expect(dueNames(list, throttled(3_700_000), now)).toEqual(["a"]);
  });
});
