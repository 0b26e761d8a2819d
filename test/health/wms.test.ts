import { describe, expect, it } from "vitest";
import { healthCheckSettings, type SettingsOf } from "../../src/health/settings.ts";
import { apiRoot } from "../../src/health/wms/client.ts";
import { countWmsRows, secondAfter } from "../../src/health/wms/count.ts";
import { startWms, type WmsServer, wmsClient, wmsEnv, wmsUser } from "../fixtures/wms/wms-server.ts";
import { look, testEffects } from "./effects.ts";

const row = (id: number, mod_ts = "2026-11-20T10:00:00+00:00") => ({ id, mod_ts });
const entities = { company: [row(1)], facility: [row(1)], allocation: [row(1), row(2)], order_hdr: [row(7)] };

const basicAuth = { type: "basic", ...wmsUser };
const check = (server: WmsServer, more: object = {}) => ({
  type: "oracle-wms",
  base_url: server.url,
  env: wmsEnv,
  auth: basicAuth,
  timeout: "60s",
  ...more,
});
const oauth2 = (server: WmsServer, more: object = {}) =>
  check(server, { auth: { type: "oauth2", token_url: server.tokenUrl, ...wmsClient, ...more } });

describe("an Oracle WMS that answers", () => {
  it("is healthy after one HEAD", async () => {
    await using server = await startWms(entities);
    expect(await look(check(server))).toMatchObject({ status: "healthy", details: { status_code: 200 } });
    expect(server.requests).toEqual(["HEAD /demo_a9/wms/lgfapi/v10/entity/company/"]);
  });

  it("without HEAD is asked for the least that a list can be asked for", async () => {
    await using server = await startWms(entities);
    server.switches.noHead = true;
    expect(await look(check(server))).toMatchObject({ status: "healthy" });
    expect(server.requests[1]).toBe(
      "GET /demo_a9/wms/lgfapi/v10/entity/facility/?fields=id&page_size=1&page_mode=sequenced",
    );
  });

  it("with no row for this user is there, but degraded; a wrong environment is not there", async () => {
    await using server = await startWms(entities);
    expect(await look(check(server, { env: "demo_b1" }))).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("check env and base_url"),
    });
    server.switches.noRows = true;
    expect(await look(check(server))).toMatchObject({
      status: "degraded",
      message: expect.stringContaining("eligibility"),
    });
  });

  it("is degraded by an entity that is denied or empty, and names it", async () => {
    await using server = await startWms({ ...entities, order_dtl: [] });
    server.switches.denied = ["allocation"];
    const result = await look(check(server, { entities: ["allocation", "order_hdr", "order_dtl"] }));
    expect(result).toMatchObject({ status: "degraded", details: { entities: { order_hdr: "readable" } } });
    expect(result.message).toMatch(/allocation: .*lgfapi_read_access.*order_dtl: no rows/);
  });
});

describe("an Oracle WMS that is not well", () => {
  it.each([
    [401, "unhealthy", "the credentials are refused (401)"],
    [403, "unhealthy", "lgfapi_read_access"],
    [500, "unhealthy", "answered 500"],
    [503, "degraded", "throttles (503)"],
    [418, "unhealthy", "answered 418"],
  ])("answering %d is %s", async (status, expected, message) => {
    await using server = await startWms(entities);
    server.switches.status = status;
    expect(await look(check(server))).toMatchObject({
      status: expected,
      message: expect.stringContaining(message),
    });
  });

  it("throttling says how long it wants to be left alone", async () => {
    await using server = await startWms(entities);
    Object.assign(server.switches, { status: 429, retryAfter: "120" });
    expect(await look(check(server, { entities: ["allocation"] }))).toMatchObject({
      status: "degraded",
      details: { retry_after_seconds: 120, fault: "throttled" },
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([200, 302] as const)("showing a login page with %d is no success", async (loginPage) => {
    await using server = await startWms(entities);
    server.switches.loginPage = loginPage;
    expect(await look(check(server))).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("login or single sign-on"),
      details: { fault: "login_page" },
    });
  });

  it("never answering is told as that, at the limit", async () => {
    await using server = await startWms(entities);
    server.switches.hang = true;
    expect(await look(check(server, { timeout: "200ms" }))).toMatchObject({
      status: "unhealthy",
      message: "no answer within 0.2 s",
      details: { fault: "timeout" },
    });
  });

  it("cutting its answers is told as that", async () => {
    await using server = await startWms(entities);
    Object.assign(server.switches, { noHead: true, truncate: true });
    expect(await look(check(server))).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("broke off"),
    });
  });

  it("not being there is told by the step that failed", async () => {
    const gone = await startWms(entities);
    await gone[Symbol.asyncDispose]();
    expect(await look(check(gone))).toMatchObject({ status: "unhealthy", details: { fault: "connect" } });
    const nowhere = check(gone, { base_url: "http://no-such-host.invalid" });
    expect(await look(nowhere)).toMatchObject({ status: "unhealthy", details: { fault: "dns" } });
  });

  it("never has its user's password in what is told", async () => {
    await using server = await startWms(entities);
    for (const status of [401, 403, 500]) {
      server.switches.status = status;
      expect(JSON.stringify(await look(check(server)))).not.toContain(wmsUser.password);
    }
  });
});

describe("OAuth2", () => {
  it("gets one token for many looks, and a new one when it ends", async () => {
    await using server = await startWms(entities);
    let now = Date.now();
    const clock = { now: () => now };
    for (let at = 0; at < 3; at += 1)
      expect(await look(oauth2(server), { clock })).toMatchObject({ status: "healthy" });
    expect(server.tokensGiven()).toBe(1);
    now += 3_600_000;
    expect(await look(oauth2(server), { clock })).toMatchObject({ status: "healthy" });
    expect(server.tokensGiven()).toBe(2);
  });

  it("tries once with a fresh token where the one from memory is refused", async () => {
    await using server = await startWms(entities);
    await look(oauth2(server));
    server.switches.tokensWithdrawn = true;
    expect(await look(oauth2(server))).toMatchObject({ status: "healthy" });
    expect(server.tokensGiven()).toBe(2);
    server.switches.status = 401;
    expect(await look(oauth2(server))).toMatchObject({ status: "unhealthy" });
    expect(server.tokensGiven()).toBe(3);
  });

  it("with a wrong secret is told as the token's server refusing, without the secret", async () => {
    await using server = await startWms(entities);
    const result = await look(oauth2(server, { client_secret: "wrong-secret-9" }));
    expect(result).toMatchObject({
      status: "unhealthy",
      message: "the token's server refuses the client (401)",
    });
    expect(JSON.stringify(result)).not.toContain("wrong-secret-9");
    expect(server.requests).toEqual([]);
  });
});

describe("the number of rows at the source", () => {
  const settings = (server: WmsServer) =>
    healthCheckSettings.parse(check(server)) as SettingsOf<"oracle-wms">;
  const count = (server: WmsServer, since: string) =>
    countWmsRows(
      settings(server),
      { entity: "allocation", field: "mod_ts", since },
      testEffects(),
      new AbortController().signal,
    );

  it("since a bookmark is the source's own word, with the bookmark cut to whole seconds", async () => {
    await using server = await startWms({ allocation: [row(1), row(2, "2026-11-21T10:00:00+00:00")] });
    expect(await count(server, "2026-11-20T10:00:00.391494+00:00")).toEqual({ rows: 2 });
    expect(await count(server, "2026-11-20T10:00:01+00:00")).toEqual({ rows: 1 });
  });

  it("is 0 where the answer is 404, and not known where there is none", async () => {
    await using server = await startWms({ allocation: [row(1)] });
    expect(await count(server, "2027-01-01T00:00:00Z")).toEqual({ rows: 0 });
    server.switches.status = 500;
    expect(await count(server, "2027-01-01T00:00:00Z")).toEqual({
      rows: null,
      reason: expect.stringContaining("500"),
    });
  });
});

describe("the address of the API", () => {
  it.each([
    ["https://demo.example.com", "demo_a9"],
    ["https://demo.example.com/", "demo_a9"],
    ["https://demo.example.com/demo_a9", "demo_a9"],
    ["https://demo.example.com/demo_a9/wms/lgfapi/v10", undefined],
    ["https://demo.example.com/demo_a9/wms/lgfapi/v10/", "demo_a9"],
  ])("of %s with %s is one", (base_url, env) => {
    expect(apiRoot({ base_url, env, api_version: "v10" })).toBe(
      "https://demo.example.com/demo_a9/wms/lgfapi/v10/",
    );
  });
});

describe("the second after a timestamp", () => {
  it.each([
    ["2026-11-21T10:15:59.391494+05:30", "2026-11-21T10:16:00+05:30"],
    ["2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"],
    ["2026-11-21 10:15:00", "2026-11-21 10:15:01"],
    ["12345", "12345"],
  ])("%s is %s", (timestamp, after) => {
    expect(secondAfter(timestamp)).toBe(after);
  });
});
