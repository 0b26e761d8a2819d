import { readFileSync } from "node:fs";
import { createServer as createPlain, type Server } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { answer, cut, startServer } from "../../test/fixtures/http/local-server.ts";
import { createHttp } from "./http.ts";

const never = new AbortController().signal;
const tlsFolder = join(import.meta.dirname, "../../test/fixtures/vendors/tls");
const ca = join(tlsFolder, "cert.pem");
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function httpsServer(): Promise<string> {
  const options = { key: readFileSync(join(tlsFolder, "key.pem")), cert: readFileSync(ca) };
  const server = createServer(options, (_request, response) => response.end("over TLS"));
  return `https://localhost:${await listen(server as unknown as Server)}/`;
}

/** A proxy that notes what it is asked for, and passes tunnels on. */
async function proxy(): Promise<{ readonly url: string; readonly asked: string[]; readonly auth: string[] }> {
  const asked: string[] = [];
  const auth: string[] = [];
  const server = createPlain((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end("by proxy");
  });
  server.on("connect", (request, client: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    auth.push(request.headers["proxy-authorization"] ?? "");
    const [, port] = (request.url ?? "").split(":");
    const beyond = connect(Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      beyond.pipe(client).pipe(beyond);
    });
    beyond.on("error", () => client.destroy());
    client.on("error", () => beyond.destroy());
  });
  return { url: `http://ana:pass@127.0.0.1:${await listen(server)}`, asked, auth };
}

const postTo = (
  url: string,
  http = createHttp(),
  more: { readonly ca?: string; readonly timeoutMs?: number } = {},
) => http.post({ url, headers: {}, body: "{}", timeoutMs: 3_000, signal: never, ...more });

describe("HTTP for channels", () => {
  it("trusts a certificate only where a file says so", async () => {
    const url = await httpsServer();
    expect(await postTo(url)).toMatchObject({
      kind: "unanswered",
      error: expect.stringMatching(/certificate|CERT/i),
    });
    expect(await postTo(url, createHttp(), { ca })).toMatchObject({ kind: "answered", text: "over TLS" });
  });

  it("says who asks, which Discord demands", async () => {
    await using server = await startServer();
    await postTo(server.url);
    expect(server.requests[0]?.headers["user-agent"]).toMatch(/^pitchpipe\/\d/);
  });

  it("says what is wrong with the file of certificates", async () => {
    expect(await postTo("https://localhost/", createHttp(), { ca: "/no/such.pem" })).toMatchObject({
      kind: "unanswered",
      error: expect.stringContaining("/no/such.pem"),
      permanent: false,
    });
  });

  it.each(["HTTPS_PROXY", "https_proxy"])(
    "goes through the proxy that %s names, with its password",
    async (name) => {
      const [url, by] = [await httpsServer(), await proxy()];
      const answered = await postTo(url, createHttp({ [name]: by.url }), { ca });
      expect(answered).toMatchObject({ kind: "answered", text: "over TLS" });
      expect(by.asked).toEqual([`CONNECT ${new URL(url).host}`]);
      expect(by.auth).toEqual([`Basic ${Buffer.from("ana:pass").toString("base64")}`]);
    },
  );

  it("goes through the proxy that HTTP_PROXY names, and past it where NO_PROXY says so", async () => {
    await using server = await startServer(answer(200, { body: "itself" }));
    const by = await proxy();
    expect(await postTo(server.url, createHttp({ HTTP_PROXY: by.url }))).toMatchObject({ text: "by proxy" });
    expect(by.asked).toEqual([`POST ${server.url}`]);
    const past = createHttp({ HTTP_PROXY: by.url, NO_PROXY: "example.com, 127.0.0.1" });
    expect(await postTo(server.url, past)).toMatchObject({ text: "itself" });
  });

  it("asks no proxy for an address that nothing may go to", async () => {
    const by = await proxy();
    expect(await postTo("http://169.254.169.254/", createHttp({ HTTP_PROXY: by.url }))).toMatchObject({
      kind: "unanswered",
      permanent: true,
    });
    expect(by.asked).toEqual([]);
  });

  it.each(["not a url", "http://", "nonsense://127.0.0.1"])(
    "says why the proxy %j can't be used, and throws nothing",
    async (url) => {
      expect(await postTo("http://127.0.0.1:1/", createHttp({ HTTP_PROXY: url }))).toMatchObject({
        kind: "unanswered",
      });
    },
  );

  it("keeps the line for the next message, and survives its end", async () => {
    await using server = await startServer();
    const http = createHttp();
    const ports = new Set<unknown>();
    server.behave((response) => {
      ports.add(response.socket?.remotePort);
      response.end("ok");
    });
    for (let number = 0; number < 10; number += 1) await postTo(server.url, http);
    expect(ports.size).toBeLessThanOrEqual(2);
    server.behave(cut);
    expect(await postTo(server.url, http)).toMatchObject({ kind: "unanswered", permanent: false });
    server.behave(answer(200));
    expect(await postTo(server.url, http)).toMatchObject({ kind: "answered" });
  });

  it("says that a body did not come to its end", async () => {
    await using server = await startServer((response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.socket?.destroy());
    });
    expect(await postTo(server.url)).toMatchObject({
      kind: "answered",
      broken: true,
      text: expect.stringContaining("half"),
    });
  });

  it("says plainly that an answer was no HTTP", async () => {
    await using server = await startServer((response) => void response.socket?.end("\0garbage\r\n\r\n"));
    const outcome = await postTo(server.url);
    expect(outcome).toMatchObject({ kind: "unanswered", error: expect.stringContaining("HTTP") });
    expect(JSON.stringify(outcome)).not.toContain("undefined");
  });

  it("asks without a body as well", async () => {
    await using server = await startServer(answer(200, { body: "{}" }));
    expect(
      await createHttp().get({ url: server.url, headers: { a: "b" }, timeoutMs: 1_000, signal: never }),
    ).toMatchObject({
      statusCode: 200,
    });
    expect(server.requests[0]).toMatchObject({ method: "GET", body: "" });
  });
});
