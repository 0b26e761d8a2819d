import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { answer, type LocalServer, startServer, webPage } from "../../../test/fixtures/http/local-server.ts";

let project: ScratchProject;
let server: LocalServer;

beforeEach(async () => {
  project = makeScratchProject();
  server = await startServer();
  project.configure(`
channels:
  hook: {type: webhook, url: "${server.url}?key=s3cret-key", min_severity: critical}
  log: {type: log, path: logs/alerts.jsonl}
  lacking: {type: webhook, url: $NO_SUCH_URL}
`);
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe("channels list", () => {
  it("shows every channel, also one that can't be used, and no secret", async () => {
    const document = await project.json(["channels", "list"]);
    expect(document).toEqual({
      channels: [
        {
          name: "hook",
          type: "webhook",
          target: new URL(server.url).origin,
          min_severity: "critical",
          send_resolved: true,
          status: "ready",
          missing: [],
        },
        {
          name: "log",
          type: "log",
          target: join(project.root, "logs/alerts.jsonl"),
          min_severity: null,
          send_resolved: true,
          status: "ready",
          missing: [],
        },
        {
          name: "lacking",
          type: null,
          target: null,
          min_severity: null,
          send_resolved: null,
          status: "misconfigured",
          missing: ["NO_SUCH_URL"],
        },
      ],
    });
    const { out } = await project.pitchpipe(["channels", "list"]);
    expect(out).toContain("misconfigured: NO_SUCH_URL is not there");
    expect(out).not.toContain("s3cret-key");
  });

  it("says that nobody is told where there are none", async () => {
    project.configure("");
    expect((await project.pitchpipe(["channels", "list"])).out).toContain("nobody is told");
  });
});

describe("channels test", () => {
  it("sends a real message, whatever the channel's floor, and exits 0 where it was taken", async () => {
    const { code, out } = await project.pitchpipe(["channels", "test", "hook", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      channel: "hook",
      ok: true,
      status_code: 200,
      error: null,
      duration_seconds: expect.any(Number),
    });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toMatchObject({
      kind: "test",
      title: "Test of channel hook",
    });
  });

  it("appends a line to a log", async () => {
    expect((await project.pitchpipe(["channels", "test", "log"])).out).toBe("accepted by log\n");
    expect(readFileSync(join(project.root, "logs/alerts.jsonl"), "utf8")).toContain('"kind":"test"');
  });

  it.each([
    ["refuses", answer(401, { body: "who are you?" }), 401, "answered 401: who are you?"],
    ["is down", webPage(503), 503, "answered 503 with a web page: Please log in"],
  ])("exits 1 with the reason where the other side %s", async (_, behaviour, statusCode, error) => {
    server.behave(behaviour);
    const { code, out } = await project.pitchpipe(["channels", "test", "hook", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, status_code: statusCode, error });
    expect((await project.pitchpipe(["channels", "test", "hook"])).out).toBe(`not taken by hook: ${error}\n`);
  });

  it.each([
    ["hok", "CHANNEL_UNKNOWN", "Did you mean hook?"],
    ["lacking", "CHANNEL_MISCONFIGURED", "It refers to NO_SUCH_URL"],
  ])("exits 2 for %s", async (name, errorCode, message) => {
    const { code, err } = await project.pitchpipe(["channels", "test", name]);
    expect(code).toBe(2);
    expect(err).toContain(errorCode);
    expect(err).toContain(message);
  });
});
