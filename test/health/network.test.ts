import { X509Certificate } from "node:crypto";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, it } from "vitest";
import {
  answer,
  cut,
  cutBody,
  hang,
  type LocalServer,
  startServer,
  webPage,
} from "../fixtures/http/local-server.ts";
import { look } from "./effects.ts";

const http = (server: LocalServer, more: object = {}) => ({
  type: "http",
  url: server.url,
  timeout: "60s",
  ...more,
});
const folder = join(import.meta.dirname, "../fixtures/vendors/tls");
const cert = readFileSync(join(folder, "cert.pem"));
const key = readFileSync(join(folder, "key.pem"));

async function listening<S extends Server>(server: S): Promise<{ port: number } & AsyncDisposable> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise((done) => server.close(() => done())),
  };
}

/** Says so much to everybody, and hangs up. */
const saying = (bytes: string): Server =>
  createServer(
    (socket) =>
      void socket
        .on("error", () => undefined)
        .end(bytes)
        .resume(),
  );

describe("an http check", () => {
  it.each([
    [200, {}, "healthy", "answered 200"],
    [404, {}, "unhealthy", "answered 404"],
    [403, {}, "unhealthy", "answered 403"],
    [401, { status: 401 }, "healthy", "answered 401"],
    [200, { status: 204 }, "unhealthy", "answered 200 and not 204"],
  ])("of an answer %d, expecting %j, is %s", async (status, expected, verdict, message) => {
    await using server = await startServer(answer(status));
    expect(await look(http(server, { expect: expected }))).toMatchObject({ status: verdict, message });
  });

  it("looks for a text in the answer", async () => {
    await using server = await startServer(answer(200, { body: "all systems ok" }));
    const wants = (text: string) => look(http(server, { expect: { body_contains: text } }));
    expect(await wants("ok")).toMatchObject({ status: "healthy" });
    expect(await wants("fine")).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("does not contain"),
    });
    server.behave(cutBody(200));
    expect(await wants("ok")).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("broke off"),
    });
  });

  it("reads no more than a MiB of an answer without end", async () => {
    let sent = 0;
    await using server = await startServer((response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024, "x");
      const more = (): void => {
        while (!response.destroyed && sent < 2 ** 30) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
      };
      more();
    });
    expect(await look(http(server, { expect: { body_contains: "ok" } }))).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("the first MiB"),
    });
    expect(sent).toBeLessThan(64 * 2 ** 20);
  });

  it("follows no redirect, so that none goes in a circle, and shows no secret of where it leads", async () => {
    await using server = await startServer(
      answer(302, { headers: { location: "https://u:geheim@x.example.com/a?token=abcdef" } }),
    );
    const result = await look(http(server));
    expect(result).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("is not followed"),
    });
    expect(result.message).not.toMatch(/geheim|abcdef/);
    expect(server.requests).toHaveLength(1);
  });

  it("is unhealthy by time where that is wished", async () => {
    let now = 0;
    await using server = await startServer((request, response) => {
      now = 2_500;
      answer(200)(request, response);
    });
    const elapsed = (): number => now;
    expect(await look(http(server, { expect: { max_latency: "2s" } }), { elapsed })).toMatchObject({
      status: "unhealthy",
      message: "answered 200, but after 2.5 s; the limit is 2 s",
    });
  });

  it.each([
    ["hangs", hang, "timeout"],
    ["cuts", cut, "connect"],
  ])("of a server that %s is told as that", async (_, behaviour, fault) => {
    await using server = await startServer(behaviour);
    expect(await look(http(server, { timeout: "300ms" }))).toMatchObject({
      status: "unhealthy",
      details: { fault },
    });
  });

  it("of an answer that breaks off is unhealthy, whatever its status", async () => {
    await using server = await startServer(cutBody(200));
    expect(await look(http(server))).toMatchObject({
      status: "unhealthy",
      message: expect.stringMatching(/^answered 200, but the answer broke off/),
    });
  });

  it.each([
    ["something else than HTTP", "\u0000\u0001garbage\n", "what answers there is no HTTP"],
    ["nothing", "", "the other side closed the connection"],
  ])("of a server that says %s is told in one sentence", async (_, bytes, sentence) => {
    await using local = await listening(saying(bytes));
    const { status, message } = await look({ type: "http", url: `http://127.0.0.1:${local.port}/` });
    expect(status).toBe("unhealthy");
    expect(message).toMatch(new RegExp(`^${sentence}`));
    expect(message).not.toContain("undefined");
  });

  it("whose file of certificates is not there could not be made, and so is unknown", async () => {
    const missing = join(folder, "no-such-file.pem");
    for (const check of [
      { type: "http", url: "https://127.0.0.1:1/", ca: missing },
      { type: "tls", host: "127.0.0.1", port: 1, ca: missing },
    ])
      expect(await look(check)).toMatchObject({
        status: "unknown",
        message: expect.stringContaining(missing),
      });
  });

  it("sends a password in the address as it stands where it is no URL encoding", async () => {
    await using server = await startServer(answer(200));
    const url = server.url.replace("http://", "http://etl:50%zz@");
    expect(await look(http(server, { url }))).toMatchObject({ status: "healthy" });
    expect(server.requests[0]?.headers["authorization"]).toBe(
      `Basic ${Buffer.from("etl:50%zz").toString("base64")}`,
    );
  });

  it("sends a password in the address as a header, and never says it", async () => {
    await using server = await startServer(answer(500));
    const url = server.url.replace("http://", "http://etl:geheim123@");
    const result = await look(http(server, { url }));
    expect(server.requests[0]?.headers["authorization"]).toBe(
      `Basic ${Buffer.from("etl:geheim123").toString("base64")}`,
    );
    expect(JSON.stringify(result)).not.toContain("geheim123");
  });

  it("of a metadata service is never made, and so unknown", async () => {
    expect(await look({ type: "http", url: "http://169.254.169.254/latest" })).toMatchObject({
      status: "unknown",
      message: expect.stringContaining("never connected to"),
    });
    expect(await look({ type: "tcp", host: "169.254.169.254", port: 80 })).toMatchObject({
      status: "unknown",
    });
  });
});

describe("a tcp check", () => {
  it("connects", async () => {
    await using server = await listening(createServer());
    expect(await look({ type: "tcp", host: "127.0.0.1", port: server.port })).toMatchObject({
      status: "healthy",
    });
  });

  it("tells a refused connection from a name that is not there", async () => {
    expect(await look({ type: "tcp", host: "127.0.0.1", port: 1 })).toMatchObject({
      status: "unhealthy",
      details: { fault: "connect" },
    });
    expect(await look({ type: "tcp", host: "no-such-host.invalid", port: 1 })).toMatchObject({
      status: "unhealthy",
      details: { fault: "dns" },
    });
  });
});

describe("a tls check", () => {
  const { validTo } = new X509Certificate(cert);
  const daysBefore = (days: number) => ({ now: () => Date.parse(validTo) - days * 86_400_000 });
  const server = () => listening(createTlsServer({ cert, key }));
  const check = (port: number, more: object = {}) => ({
    type: "tls",
    host: "127.0.0.1",
    port,
    timeout: "60s",
    ...more,
  });

  it("says how many days are left, and is degraded by few of them", async () => {
    await using local = await server();
    const trusting = check(local.port, { ca: join(folder, "cert.pem"), servername: "localhost" });
    expect(await look(trusting, { clock: daysBefore(30.5) })).toMatchObject({
      status: "healthy",
      details: { days_left: 30 },
    });
    expect(await look(trusting, { clock: daysBefore(3.5) })).toMatchObject({
      status: "degraded",
      details: { days_left: 3 },
    });
    expect(await look(trusting, { clock: daysBefore(-2.5) })).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("expired"),
    });
  });

  it("refuses what is self-signed, and what is for another name", async () => {
    await using local = await server();
    expect(await look(check(local.port))).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("self-signed"),
    });
    const other = check(local.port, { ca: join(folder, "cert.pem"), servername: "other.example.com" });
    expect(await look(other)).toMatchObject({
      status: "unhealthy",
      message: expect.stringContaining("another name"),
    });
  });

  it("of something that speaks no TLS is unhealthy", async () => {
    await using local = await listening(saying("hello\n"));
    expect(await look(check(local.port))).toMatchObject({
      status: "unhealthy",
      message: "what answers there is no TLS (ERR_SSL_WRONG_VERSION_NUMBER)",
    });
  });
});

describe("a dns check", () => {
  it("finds names as programs do", async () => {
    expect(await look({ type: "dns", host: "localhost", expect: "127.0.0.1" })).toMatchObject({
      status: "healthy",
    });
    expect(await look({ type: "dns", host: "localhost", expect: "10.0.0.1" })).toMatchObject({
      status: "unhealthy",
      message: "localhost (A) is 127.0.0.1, and not 10.0.0.1",
    });
    expect(await look({ type: "dns", host: "no-such-host.invalid" })).toMatchObject({ status: "unhealthy" });
  });

  it("asks the servers it is told to", async () => {
    await using server = await nameServer("10.1.2.3");
    const check = {
      type: "dns",
      host: "wms.internal",
      servers: [`127.0.0.1:${server.port}`],
      timeout: "60s",
    };
    expect(await look(check)).toMatchObject({ status: "healthy", details: { answers: ["10.1.2.3"] } });
  });
});

/** Answers every question with one A record. */
async function nameServer(address: string): Promise<{ port: number } & AsyncDisposable> {
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const end = question.indexOf(0, 12) + 5;
    const head = Buffer.from(question.subarray(0, end));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(1, 6);
    head.writeUInt16BE(0, 10);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]);
    socket.send(Buffer.concat([head, record]), from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  return {
    port: socket.address().port,
    [Symbol.asyncDispose]: () => new Promise((done) => socket.close(() => done())),
  };
}

describe("a prometheus check", () => {
  const vector = (...values: readonly string[]) =>
    JSON.stringify({
      status: "success",
      data: {
        resultType: "vector",
        result: values.map((value, at) => ({ metric: { __name__: "up", job: `j${at}` }, value: [1, value] })),
      },
    });
  const ask =
    (body: string, status = 200) =>
    async (more: object = {}) => {
      await using server = await startServer(answer(status, { body }));
      return await look({ type: "prometheus", url: new URL(server.url).origin, query: "up", ...more });
    };

  it("judges every value", async () => {
    expect(await ask(vector("1", "1"))({ expect: { min: 1 } })).toMatchObject({ status: "healthy" });
    expect(await ask(vector("1", "0"))({ expect: { min: 1 } })).toMatchObject({
      status: "unhealthy",
      message: 'up{job="j1"} is 0, below 1',
    });
    expect(await ask(vector("+Inf"))({ expect: { max: 5 } })).toMatchObject({ status: "unhealthy" });
    const scalar = JSON.stringify({ status: "success", data: { resultType: "scalar", result: [1, "3"] } });
    expect(await ask(scalar)({ expect: { max: 5 } })).toMatchObject({ status: "healthy", message: "is 3" });
  });

  it("is unknown without a value, or without an answer of Prometheus", async () => {
    expect(await ask(vector())()).toMatchObject({ status: "unknown" });
    expect(await ask(vector("NaN"))()).toMatchObject({ status: "unknown" });
    expect(await ask("<html>")()).toMatchObject({ status: "unknown" });
    expect(await ask("{}", 400)()).toMatchObject({ status: "unknown" });
    expect(await ask("{}", 500)()).toMatchObject({ status: "unhealthy" });
  });
});

it("a page for people is an answer like any other to an http check", async () => {
  await using server = await startServer(webPage(200));
  expect(await look(http(server))).toMatchObject({ status: "healthy" });
});
