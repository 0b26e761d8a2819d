import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { handClock, noSecrets, sampleAlert, sampleNotice } from "../../../test/alerts/samples.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { httpContract } from "../../../test/channels/http-contract.ts";
import {
  answer,
  type Behaviour,
  cut,
  cutBody,
  hang,
  hugeBody,
  type LocalServer,
  slowBody,
  startServer,
  webPage,
} from "../../../test/fixtures/http/local-server.ts";
import { headerOf, isJson, startVendor } from "../../../test/fixtures/vendors/vendor-server.ts";
import type { Redactor } from "../../lib/redaction/index.ts";
import type { Channel, DeliveryResult } from "../channel.ts";
import { createHttp } from "../http.ts";
import { createWebhookChannel } from "./send.ts";
import { webhookSettings } from "./settings.ts";

const clock = handClock();
const never = new AbortController().signal;
const servers: LocalServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function serverThat(behaviour: Behaviour): Promise<LocalServer> {
  const server = await startServer(behaviour);
  servers.push(server);
  return server;
}

function channelTo(url: string, more: object = {}, redactor: Redactor = noSecrets): Channel {
  const settings = webhookSettings.parse({ type: "webhook", url, ...more });
  return createWebhookChannel("under-test", settings, { http: createHttp(), clock, redactor });
}

async function resultOf(behaviour: Behaviour, more: object = {}): Promise<DeliveryResult> {
  return channelTo((await serverThat(behaviour)).url, more).send(sampleNotice, { signal: never });
}

httpContract("webhook", {
  start: () =>
    startVendor({
      objection: (request) =>
        isJson(request) && headerOf(request, "idempotency-key") !== "" ? null : "no key",
      take: () => ({ status: 200 }),
      refuse: (why) => ({ status: 400, body: why }),
    }),
  channelTo: (server, effects, more = {}) =>
    createWebhookChannel(
      "under-test",
      webhookSettings.parse({ type: "webhook", url: server.url, ...more }),
      effects,
    ),
  success: 200,
  proof: false,
});

goldenPayloads("webhook", async (notification) => {
  const server = await serverThat(answer(204));
  await channelTo(server.url, { hmac_secret: "s3cret", token: "t0ken" }).send(notification, {
    signal: never,
  });
  const { method = "", headers = {}, body = "" } = server.requests[0] ?? {};
  const { host, connection, "content-length": length, ...sent } = headers;
  return pretty({ method, headers: sent, body: JSON.parse(body) });
});

describe("the request of a webhook", () => {
  const alertDocument = {
    id: "a1b2c3d4-0000-4000-8000-000000000001",
    fingerprint: "f".repeat(64),
    name: "pipeline_failure",
    type: "pipeline_failure",
    category: "application",
    severity: "error",
    priority: "high",
    priority_reason: "its severity is error",
    status: "active",
    title: "daily-load failed: 401 Unauthorized",
    message: "tap-gitlab: 401 Unauthorized",
    labels: { job: "daily-load", plugin: "tap-gitlab" },
    annotations: { runbook: "https://wiki.example.com/auth" },
    details: { exit_code: 1 },
    metrics: {},
    recommendations: ["Renew the token."],
    count: 1,
    run_id: "0199f2c1-0000-7000-8000-000000000001",
    value: null,
    threshold: null,
    first_seen_at: "2026-01-01T12:00:00.000Z",
    last_seen_at: "2026-01-01T12:00:00.000Z",
    resolved_at: null,
    acknowledged_by: null,
    assigned_to: null,
    events: null,
    notifications: null,
  };

  it("is exactly this for a problem that began", async () => {
    const server = await serverThat(answer(200));
    await channelTo(server.url).send(sampleNotice, { signal: never });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: "POST", path: "/hook" });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      version: 1,
      kind: "firing",
      status: "firing",
      notification_id: "d1e2f3a4-0000-4000-8000-000000000002",
      title: "daily-load failed: 401 Unauthorized",
      message: "tap-gitlab: 401 Unauthorized\nDo: Renew the token.",
      alerts: [alertDocument],
    });
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      "idempotency-key": "d1e2f3a4-0000-4000-8000-000000000002",
      "x-pitchpipe-timestamp": "1767268800",
    });
    expect(request?.headers).not.toHaveProperty("authorization");
    expect(request?.headers).not.toHaveProperty("x-pitchpipe-signature");
  });

  it.each(["resolved", "recovered"] as const)("has status resolved for kind %s", async (kind) => {
    const server = await serverThat(answer(200));
    const resolvedAt = Date.UTC(2026, 0, 1, 13);
    const alerts = [{ ...sampleAlert, status: "resolved", resolvedAt } as const];
    await channelTo(server.url).send({ ...sampleNotice, kind, title: "Resolved", alerts }, { signal: never });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toMatchObject({
      kind,
      status: "resolved",
      title: "Resolved",
      alerts: [{ ...alertDocument, status: "resolved", resolved_at: "2026-01-01T13:00:00.000Z" }],
    });
  });

  it("is signed over timestamp and body, and authorised, where the settings say so", async () => {
    const server = await serverThat(answer(200));
    const settings = { token: "t0ken-of-mine", hmac_secret: "s3cret", headers: { "X-Team": "data" } };
    await channelTo(server.url, settings).send(sampleNotice, { signal: never });
    const headers = server.requests[0]?.headers;
    const body = server.requests[0]?.body;
    const signature = createHmac("sha256", "s3cret").update(`${headers?.["x-pitchpipe-timestamp"]}.${body}`);
    expect(headers).toMatchObject({
      "x-pitchpipe-signature": `v1=${signature.digest("hex")}`,
      authorization: "Bearer t0ken-of-mine",
      "x-team": "data",
    });
  });

  it("keeps its own headers whatever the settings' headers are called", async () => {
    const server = await serverThat(answer(200));
    const headers = { "Idempotency-Key": "mine", "CONTENT-TYPE": "text/plain", "User-Agent": "ours" };
    await channelTo(server.url, { headers }).send(sampleNotice, { signal: never });
    expect(server.requests[0]?.headers).toMatchObject({
      "idempotency-key": sampleNotice.id,
      "content-type": "application/json",
      "user-agent": "ours",
    });
  });
});

describe("what a webhook's answer means", () => {
  it.each([200, 201, 202, 204])("takes %i as accepted", async (statusCode) => {
    expect(await resultOf(answer(statusCode))).toEqual({ kind: "accepted", statusCode, vendorId: null });
  });

  it.each([408, 429, 500, 502, 503, 504])(
    "takes %i as failed for now, with the body as reason",
    async (statusCode) => {
      const result = await resultOf(answer(statusCode, { body: "over\u001b[31m\ncapacity" }));
      expect(result).toMatchObject({ kind: "failed", statusCode, retryAfterMs: null });
      expect(result).toHaveProperty("error", `answered ${statusCode}: over [31m capacity`);
    },
  );

  it.each([400, 401, 403, 404, 410, 413, 422])("takes %i as dead", async (statusCode) => {
    expect(await resultOf(answer(statusCode, { body: "no such hook" }))).toEqual({
      kind: "dead",
      statusCode,
      error: `answered ${statusCode}: no such hook`,
    });
  });

  it("does not follow a redirect, and keeps its path, which may hold a token, to itself", async () => {
    const target = await serverThat(answer(200));
    const result = await resultOf(answer(302, { headers: { location: `${target.url}/t0ken` } }));
    expect(result).toMatchObject({ kind: "dead", statusCode: 302 });
    expect(JSON.stringify(result)).not.toContain("t0ken");
    expect(target.requests).toEqual([]);
  });

  it.each([
    ["seconds", "120", 120_000],
    ["fractions of a second", "0.5", 500],
    ["an HTTP date", "Thu, 01 Jan 2026 12:05:00 GMT", 300_000],
    ["a date that has passed", "Thu, 01 Jan 2026 11:00:00 GMT", 0],
    ["nonsense", "soon", null],
  ])("reads Retry-After given as %s", async (_, header, retryAfterMs) => {
    expect(await resultOf(answer(429, { headers: { "retry-after": header } }))).toMatchObject({
      kind: "failed",
      statusCode: 429,
      retryAfterMs,
    });
  });

  it("takes a web page with 200 as the other side's word, and says web page where it refuses with one", async () => {
    expect(await resultOf(webPage(200))).toMatchObject({ kind: "accepted", statusCode: 200 });
    expect(await resultOf(webPage(503))).toMatchObject({
      error: "answered 503 with a web page: Please log in",
    });
  });

  it.each([
    ["never answers", hang, { kind: "failed", statusCode: null }],
    ["answers 200 and then a body without end", slowBody(200), { kind: "accepted", statusCode: 200 }],
    ["answers 500 and then a body without end", slowBody(500), { kind: "failed", statusCode: 500 }],
    ["cuts the connection", cut, { kind: "failed", statusCode: null }],
    ["cuts the connection within a refusing body", cutBody(500), { kind: "failed", statusCode: 500 }],
    ["answers megabytes", hugeBody(500), { kind: "failed", statusCode: 500 }],
  ])("judges a server that %s by what it said", async (_, behaviour, expected) => {
    const result = await resultOf(behaviour, { timeout: "300ms" });
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result).length).toBeLessThan(400);
  });

  it("lets no secret out of the reason", async () => {
    const server = await serverThat(answer(400, { body: "bad token planted-secret-1" }));
    const { createRedactor } = await import("../../lib/redaction/index.ts");
    const channel = channelTo(server.url, {}, createRedactor(["planted-secret-1"]));
    expect(JSON.stringify(await channel.send(sampleNotice, { signal: never }))).not.toContain(
      "planted-secret-1",
    );
  });

  it.each([
    "http://169.254.169.254/latest/meta-data",
    "http://[fe80::1]/",
    "http://2852039166/",
    "http://[::ffff:169.254.1.1]/",
  ])("never connects to %s, and never tries again", async (url) => {
    expect(await channelTo(url).send(sampleNotice, { signal: never })).toMatchObject({
      kind: "dead",
      statusCode: null,
      error: expect.stringContaining("never connected to"),
    });
  });
});

describe("the settings of a webhook", () => {
  it.each([
    ["a URL that is none", { url: "hooks.example.com" }],
    ["a URL that is no HTTP", { url: "file:///etc/passwd" }],
    ["a header name with a space", { url: "http://a/", headers: { "X Team": "data" } }],
    ["a header value with a line break", { url: "http://a/", headers: { "X-Team": "data\r\nX-Evil: 1" } }],
    ["a token with a line break", { url: "http://a/", token: "a\nb" }],
    ["a bare number as timeout", { url: "http://a/", timeout: 5 }],
    ["an unknown key", { url: "http://a/", tokn: "x" }],
  ])("refuse %s", (_, settings) => {
    expect(webhookSettings.safeParse({ type: "webhook", ...settings }).success).toBe(false);
  });
});
