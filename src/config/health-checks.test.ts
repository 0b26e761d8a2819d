import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "./load.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-health-config-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function load(health: string, env: Record<string, string> = {}) {
  writeFileSync(join(root, "pitchpipe.yml"), `version: 1\nhealth:\n${health}`);
  return loadConfig({
    root,
    sysDir: join(root, ".meltano"),
    env,
    environment: null,
    job: null,
    overrides: {},
  });
}

const reference = `
  wms: {type: oracle-wms, base_url: $WMS_BASE_URL, env: demo_a9, auth: {type: oauth2, token_url: $WMS_TOKEN_URL, client_id: $WMS_CLIENT_ID, client_secret: $WMS_CLIENT_SECRET}, entities: [allocation, order_hdr], plugins: [tap-oracle-wms], every: 1m, timeout: 10s, failures: 3, successes: 2, degraded_above: 2s}
  wms_basic: {type: oracle-wms, base_url: $WMS_BASE_URL, env: demo_a9, auth: {type: basic, username: $WMS_USER, password: $WMS_PASSWORD}}
  warehouse: {type: postgres, url: $WAREHOUSE_URL, depends_on: [vpn], severity: critical, plugins: [target-postgres]}
  vpn: {type: tcp, host: 10.0.0.1, port: 443}
  site: {type: http, url: "https://status.example.com", expect: {status: 200, body_contains: ok, max_latency: 2s}}
`;
const set = {
  WMS_BASE_URL: "https://demo.example.com",
  WMS_TOKEN_URL: "https://idcs.example.com/oauth2/v1/token",
  WMS_CLIENT_ID: "client",
  WMS_CLIENT_SECRET: "client-secret-1",
  WMS_USER: "etl",
  WMS_PASSWORD: "wms-password-1",
  WAREHOUSE_URL: "postgres://etl:warehouse-pw@10.0.0.2/dw",
};

describe("the health checks of the design's example", () => {
  it("load as they stand, and what is secret in them is known as that", () => {
    const { settings, problems, secrets } = load(reference, set);
    expect(problems).toEqual([]);
    expect(settings.health["wms"]).toMatchObject({
      every: 60_000,
      timeout: 10_000,
      failures: 3,
      successes: 2,
      degraded_above: 2_000,
    });
    expect(settings.health["warehouse"]).toMatchObject({
      severity: "critical",
      plugins: ["target-postgres"],
    });
    expect(secrets).toEqual(expect.arrayContaining(["client-secret-1", "wms-password-1", set.WAREHOUSE_URL]));
  });

  it("without their variables are left out one by one, and only warned of", () => {
    const { settings, problems, misconfigured } = load(reference);
    expect(Object.keys(settings.health)).toEqual(["vpn", "site"]);
    expect(misconfigured.map(({ path }) => path)).toEqual([
      "health.wms",
      "health.wms_basic",
      "health.warehouse",
    ]);
    expect(new Set(problems.map(({ severity }) => severity))).toEqual(new Set(["warning"]));
  });
});

describe("what is wrong between health checks", () => {
  it("is told with its place: a circle, also through sql, and a name that isn't there", () => {
    const circle = load(
      "  a: {type: store, depends_on: [c]}\n  b: {type: tcp, host: x, port: 1, depends_on: [a]}\n  c: {type: sql, on: b, query: select 1}\n",
    );
    expect(circle.problems).toMatchObject([
      { path: "health.a.depends_on", line: 3, message: expect.stringContaining("a -> c -> b -> a") },
    ]);
    const gone = load(
      "  vpn: {type: store}\n  a: {type: store, depends_on: [vpm]}\n  q: {type: sql, on: nothing_like_it, query: select 1}\n",
    );
    expect(gone.problems).toMatchObject([
      { path: "health.a.depends_on[0]", line: 4, hint: "Did you mean vpn?" },
      { path: "health.q.on", line: 5 },
    ]);
  });

  it("is not that a check lacks a variable on which another depends", () => {
    const { problems } = load("  a: {type: postgres, url: $NOT_SET}\n  b: {type: store, depends_on: [a]}\n");
    expect(problems).toMatchObject([{ severity: "warning" }]);
  });

  it.each([
    ["{type: postgres}", "health.a.url"],
    ["{type: postgres, url: 'postgres://x/y', host: x}", "health.a.host"],
    ["{type: tcp, host: x, port: 70000}", "health.a.port"],
    ["{type: disk, path: ., every: 5}", "health.a.every"],
    ["{type: nonsense}", "health.a.type"],
    ["{type: store, evry: 1m}", "health.a.evry"],
  ])("of %s is told at %s", (check, path) => {
    expect(load(`  a: ${check}\n`).problems).toMatchObject([{ path, severity: "error", line: 3 }]);
  });
});

it("never says a password that stands where none belongs", () => {
  const { problems } = load('  a: {type: tcp, host: "etl:geheim-77@db.internal", port: 1}\n');
  expect(problems).toHaveLength(1);
  expect(JSON.stringify(problems)).not.toContain("geheim-77");
});
