import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { healthCheckSettings, type SettingsOf } from "../../src/health/settings.ts";
import { countWmsRows } from "../../src/health/wms/count.ts";
import { type CuttingProxy, startCuttingProxy } from "../fixtures/tcp/cutting-proxy.ts";
import { order } from "../fixtures/wms/wms-data.ts";
import { type WmsSwitches, wmsEnv, wmsUser } from "../fixtures/wms/wms-server.ts";
import { problemsOf } from "../openlineage/judge-events.ts";
import { postgresUrl } from "../setup/postgres.ts";
import { testEffects } from "./effects.ts";
import { makeWmsProject, type WmsProject } from "./wms-project.ts";

// The example `oracle-wms`: a WMS through a real REST tap into a real PostgreSQL, with all that goes wrong between them.

const orders = 1_500;
const schema = `wms_${randomUUID().slice(0, 8)}`;
let proxy: CuttingProxy;
let at: WmsProject;
let well: WmsSwitches;
/** Seconds after which a run is ended that waits for a WMS: by then tap and target are up, also on a crowded machine. */
let patience = 7;

beforeAll(async () => {
  const url = new URL(postgresUrl());
  proxy = await startCuttingProxy({ host: url.hostname, port: Number(url.port || 5432) });
  url.port = String(proxy.port);
  at = await makeWmsProject({
    orders,
    // SQLAlchemy knows the longer name only.
    warehouseUrl: url.href.replace(/^postgres:/, "postgresql:"),
    targetSchema: schema,
    // Several failures of one job within minutes: here each is to be told at once.
    pitchpipe: (text) => text.replace("route: {channel: log}", "route: {channel: log, group_interval: 1s}"),
    // What the server asks for is waited, and not half a minute.
    env: { TAP_ORACLE_WMS_BACKOFF_TYPE: "header" },
  });
  well = { ...at.wms.switches };
});

afterAll(async () => {
  await query(`drop schema if exists ${schema} cascade`);
  await at[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What the tests read of a run's document. */
interface Run {
  readonly run_id: string;
  readonly status: string;
  readonly cause: string | null;
  readonly duration_seconds: number;
  readonly streams: readonly {
    readonly stream: string;
    readonly records: number;
    readonly target_said: number;
  }[];
  readonly dossier: null | {
    readonly plugin: string;
    readonly role: string;
    readonly category: string;
    readonly cause: string;
    readonly advice: readonly string[];
    readonly evidence: readonly { readonly line: string }[];
  };
}

interface AlertRow {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly title: string;
  readonly message: string;
  readonly run_id: string;
  readonly recommendations: readonly string[];
}

interface LoadOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function load(
  switches: Partial<WmsSwitches> = {},
  { args = [], env = {} }: LoadOptions = {},
): Promise<Run> {
  Object.assign(at.wms.switches, well, switches);
  const outcome = await at.project.runPitchpipe(["run", "--json", "wms-to-warehouse", ...args], { env });
  expect(outcome.stdout, outcome.stderr.slice(-3_000)).not.toBe("");
  return JSON.parse(outcome.stdout) as Run;
}

const health = async () =>
  (await at.project.json(["health", "wms", "warehouse", "--fresh"])) as {
    checks: { name: string; status: string; message: string }[];
  };

const failures = async (): Promise<AlertRow[]> =>
  ((await at.project.json(["alerts", "list"])) as { alerts: AlertRow[] }).alerts.filter(
    ({ type }) => type === "pipeline_failure",
  );
const told = (): string[] => at.project.read("logs/alerts.jsonl").trim().split("\n");

async function rowsAtSource(entity: string, since: string): Promise<unknown> {
  const settings = healthCheckSettings.parse({
    type: "oracle-wms",
    base_url: at.wms.url,
    env: wmsEnv,
    auth: { type: "basic", ...wmsUser },
  }) as SettingsOf<"oracle-wms">;
  return countWmsRows(
    settings,
    { entity, field: "mod_ts", since },
    testEffects(),
    new AbortController().signal,
  );
}

describe("the example oracle-wms", () => {
  it("loads every page of what its filters choose, and the source agrees on the number", async () => {
    const run = await load();
    expect(run).toMatchObject({ status: "success", cause: null });
    patience = Math.min(59, Math.max(patience, Math.ceil(1.5 * run.duration_seconds)));
    expect(run.streams.toSorted((a, b) => a.stream.localeCompare(b.stream))).toMatchObject([
      { stream: "allocation", records: orders * 2, target_said: orders * 2 },
      { stream: "order_hdr", records: 1_000, target_said: 1_000 },
    ]);
    expect(await rowsAtSource("allocation", "2024-01-01T00:00:00Z")).toEqual({ rows: orders * 2 });
    const pages = at.wms.requests.filter((path) => /^GET .*order_hdr.*page_size=500/.test(path));
    expect(pages.map((path) => /cursor=(\w+)/.exec(path)?.[1])).toEqual([undefined, "cD0y"]);
    for (const page of pages) expect(page).toMatch(/facility_id__code=DC01.*company_id__code=GNOS/);
    const [loaded] = await query(
      `select count(*)::int as rows, count(distinct id)::int as ids, min(facility_id_key) as first, max(facility_id_key) as last from ${schema}.order_hdr`,
    );
    expect(loaded).toEqual({ rows: 1_000, ids: 1_000, first: "DC01", last: "DC01" });
    expect((await health()).checks).toMatchObject([{ status: "healthy" }, { status: "healthy" }]);
  });

  it("is followed from the entity to the column of the table", async () => {
    const lineage = (await at.project.json([
      "lineage",
      "show",
      `${schema}.order_hdr`,
      "--up",
      "--columns",
    ])) as {
      readonly nodes: readonly Readonly<Record<string, string>>[];
      readonly edges: readonly { readonly from: string; readonly to: string }[];
    };
    const entity = lineage.nodes.find(({ name }) => name === `${wmsEnv}.order_hdr`);
    expect(entity).toMatchObject({
      kind: "dataset",
      namespace: `oraclewms://${new URL(at.wms.url).host}`,
      unknown: null,
    });
    const column = (name: string, of: (parent: string) => boolean): string | undefined =>
      lineage.nodes.find((node) => node["name"] === name && of(node["of"] ?? ""))?.["id"];
    const source = column("facility_id_key", (parent) => parent === entity?.["id"]);
    const field = lineage.edges.find(({ from }) => from === source)?.to;
    const landed = lineage.edges.find(({ from }) => from === field)?.to;
    expect(lineage.nodes.find(({ id }) => id === landed)).toMatchObject({
      kind: "column",
      name: "facility_id_key",
    });
  });

  it("is told to OpenLineage as the published schemas have it, from the entity to the table", async () => {
    const shown = await at.project.runPitchpipe(["lineage", "emit", "latest", "--dry-run"]);
    const events = shown.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(problemsOf(events)).toEqual([]);
    expect(events.map(({ eventType }) => eventType)).toEqual(["START", "COMPLETE"]);
    const { inputs, outputs } = events[1];
    const namespace = `oraclewms://${new URL(at.wms.url).host}`;
    expect(inputs).toContainEqual(expect.objectContaining({ namespace, name: `${wmsEnv}.order_hdr` }));
    const table = outputs.find(({ name }: { name: string }) => name.endsWith(`${schema}.order_hdr`));
    expect(table.outputFacets.outputStatistics.rowCount).toBe(1_000);
    expect(table.facets.columnLineage.fields.facility_id_key.inputFields).toMatchObject([
      { namespace, name: `${wmsEnv}.order_hdr`, field: "facility_id_key" },
    ]);
    expect(shown.stdout).not.toContain(wmsUser.password);
  });

  it("is accounted for whole, and proven by a document alone", async () => {
    const covered = (await at.project.json(["audit", "coverage", "latest"])) as {
      readonly runs: readonly { readonly percent: number }[];
    };
    expect(covered.runs).toMatchObject([{ percent: 100, reason: null }]);
    await at.project.runPitchpipe(["runs", "proof", "latest", "--out", "proof.json"]);
    const checked = (await at.project.json(["audit", "verify", "--proof", "proof.json"])) as object;
    expect(checked).toMatchObject({ valid: true, first_broken: null });
  });
});

describe("a connection to PostgreSQL that is cut in the middle of a load", () => {
  it("is told as that in one alert, with what to do", async () => {
    proxy.cutAfter(60_000);
    const run = await load({}, { args: ["--full-refresh"] });
    proxy.cutAfter(null);
    expect(proxy.cuts()).toBeGreaterThan(0);
    expect(run).toMatchObject({
      status: "failed",
      cause: expect.stringContaining("the connection was cut"),
      dossier: { plugin: "target-postgres", role: "target", category: "network" },
    });
    expect(JSON.stringify(run.dossier)).not.toContain("ORD0");
    const [alert, ...others] = await failures();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      status: "active",
      title: expect.stringMatching(/target-postgres failed.*the connection was cut/),
      recommendations: expect.arrayContaining(["Run it again: Singer goes on at the last bookmark."]),
    });
    expect(told().at(-1)).toContain("Run it again: Singer goes on at the last bookmark.");
    expect((await health()).checks).toMatchObject([{ status: "healthy" }, { status: "healthy" }]);
  });
});

describe("a WMS that", () => {
  interface Trouble {
    readonly name: string;
    readonly switches: Partial<WmsSwitches>;
    readonly isEndless?: boolean;
    readonly status: string;
    readonly category: string;
    readonly cause: RegExp;
    readonly advice: RegExp;
    readonly health: readonly [string, RegExp];
  }
  const troubles: readonly Trouble[] = [
    {
      name: "refuses the credentials (401)",
      switches: { status: 401 },
      status: "failed",
      category: "auth",
      cause: /401 .*Unauthorized/,
      advice: /password/,
      health: ["unhealthy", /credentials are refused/],
    },
    {
      name: "throttles (429)",
      switches: { status: 429, retryAfter: "0" },
      status: "failed",
      category: "rate_limit",
      cause: /429 .*Too Many Requests/,
      advice: /Wait, then run it again/,
      health: ["degraded", /throttles \(429\)/],
    },
    {
      name: "has an error of its own (500)",
      switches: { status: 500 },
      status: "failed",
      category: "network",
      cause: /500 .*Internal Server Error/,
      advice: /other side's status/,
      health: ["unhealthy", /answered 500/],
    },
    {
      name: "shows a login page",
      switches: { loginPage: 200 },
      status: "failed",
      category: "data",
      cause: /a login page/,
      advice: /login page means that the credentials or the address/,
      health: ["unhealthy", /login or single sign-on/],
    },
    {
      name: "never answers",
      switches: { hang: true },
      isEndless: true,
      status: "timed_out",
      category: "timeout",
      cause: /longer than its timeout of \d+ s.*waited for tap-oracle-wms/,
      advice: /pitchpipe health/,
      health: ["unhealthy", /no answer within 5 s/],
    },
  ];

  it.each(troubles)("$name is told as that, with what to do, and its check agrees", async (trouble) => {
    const before = told().length;
    const env = { PITCHPIPE_RUN_TIMEOUT: `${patience}s` };
    const run = await load(trouble.switches, trouble.isEndless ? { env } : {});
    if (trouble.isEndless) expect(run.cause).toContain(`longer than its timeout of ${patience} s`);
    expect(run).toMatchObject({
      status: trouble.status,
      cause: expect.stringMatching(trouble.cause),
      dossier: { plugin: "tap-oracle-wms", role: "tap", category: trouble.category },
    });
    expect(run.dossier?.advice.join(" ")).toMatch(trouble.advice);
    const mine = (await failures()).filter(({ run_id }) => run_id === run.run_id);
    expect(mine).toHaveLength(1);
    expect(mine[0]?.status).toBe("active");
    expect(mine[0]?.recommendations.join(" ")).toMatch(trouble.advice);
    expect(told().slice(before).join()).toMatch(trouble.cause);
    const [status, message] = trouble.health;
    expect((await health()).checks[0]).toMatchObject({ status, message: expect.stringMatching(message) });
  });

  it("is well again ends all of it with the next run, which asks for what changed since the last record", async () => {
    const late = "2026-11-22T10:15:00.391494+00:00";
    at.rows["order_hdr"]?.push(order(9_001, { mod_ts: late }), order(1, { mod_ts: late, status_id: 99 }));
    const before = at.wms.requests.length;
    const run = await load();
    expect(run).toMatchObject({ status: "success", dossier: null });
    const asked = at.wms.requests
      .slice(before)
      .filter((path) => /^GET .*order_hdr.*page_size=500/.test(path));
    expect(asked).toEqual([expect.stringMatching(/mod_ts__gte=2026-11-21T06%3A59%3A00$/)]);
    // The last record comes again: the filter holds its own second.
    expect(run.streams.find(({ stream }) => stream === "order_hdr")).toMatchObject({ records: 3 });
    expect(await query(`select status_id::int from ${schema}.order_hdr where id = 1`)).toEqual([
      { status_id: 99 },
    ]);
    expect((await health()).checks).toMatchObject([{ status: "healthy" }, { status: "healthy" }]);
    const { alerts } = (await at.project.json(["alerts", "list"])) as { alerts: AlertRow[] };
    expect(alerts.length).toBeGreaterThan(2);
    expect(alerts.filter(({ status }) => status !== "resolved")).toEqual([]);
    expect(told().join()).not.toContain(wmsUser.password);
    expect(JSON.stringify(alerts)).not.toContain(wmsUser.password);
  });
});
