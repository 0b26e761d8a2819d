import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pluginSettings, readProject } from "./index.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-settings-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const meltanoYml = `
version: 1
default_environment: dev
env: {WAREHOUSE: project-host, REGION: eu}
environments:
- name: dev
- name: prod
  env: {WAREHOUSE: prod-host}
  config:
    plugins:
      loaders:
      - name: target-postgres
        config: {database: prod, ssh_tunnel: {enable: true}}
plugins:
  extractors:
  - name: tap-orders
    namespace: tap_orders
    settings:
    - name: page_size
      value: 100
    - {name: auth.token, sensitive: true}
    config: {start_date: "2024-01-01"}
  - name: tap-orders-eu
    inherit_from: tap-orders
    config: {region: $REGION}
  loaders:
  - name: target-postgres
    namespace: target_postgres
    config:
      host: \${WAREHOUSE}
      port: 5432
      database: dev
      hosts: [a, "$REGION"]
      ssh_tunnel: {enable: false, port: 22}
`;

function settingsOf(plugin: string, environment = "dev", env: Record<string, string> = {}) {
  mkdirSync(dirname(join(root, "meltano.yml")), { recursive: true });
  writeFileSync(join(root, "meltano.yml"), meltanoYml);
  const settings = pluginSettings(readProject(root, env), plugin, { environment, env });
  return settings === null ? null : Object.fromEntries(settings);
}

describe("the settings of a plugin", () => {
  it("are what meltano.yml says, with variables in their place and maps by dotted names", () => {
    expect(settingsOf("target-postgres")).toEqual({
      host: "project-host",
      port: 5432,
      database: "dev",
      hosts: ["a", "eu"],
      "ssh_tunnel.enable": false,
      "ssh_tunnel.port": 22,
    });
  });

  it("are the environment's where it says something", () => {
    expect(settingsOf("target-postgres", "prod")).toMatchObject({
      host: "prod-host",
      database: "prod",
      "ssh_tunnel.enable": true,
      "ssh_tunnel.port": 22,
    });
  });

  it("come from defaults and from what the plugin inherits", () => {
    expect(settingsOf("tap-orders-eu")).toEqual({ page_size: 100, start_date: "2024-01-01", region: "eu" });
  });

  it("are a variable's before all else, by the plugin's name, its namespace or its parent's", () => {
    expect(settingsOf("target-postgres", "prod", { TARGET_POSTGRES_DATABASE: "other" })).toMatchObject({
      database: "other",
    });
    expect(
      settingsOf("tap-orders-eu", "dev", { TAP_ORDERS_AUTH_TOKEN: "t", TAP_ORDERS_EU_PAGE_SIZE: "7" }),
    ).toMatchObject({ "auth.token": "t", page_size: "7" });
    expect(settingsOf("target-postgres", "dev", { TARGET_POSTGRES_PASSWORD: "p" })).toMatchObject({
      password: "p",
    });
  });

  it("of a plugin that isn't there are not known", () => {
    expect(settingsOf("target-nothing")).toBeNull();
  });
});
