import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../alerts/project.ts";
import { answer } from "../fixtures/http/local-server.ts";
import { caFile, startSmtp } from "../fixtures/vendors/smtp.ts";
import { pitchpipeBin } from "../setup/dist.ts";
import { type EveryChannel, startEveryChannel } from "./every-channel.ts";

let project: ScratchProject;
let every: EveryChannel;

beforeEach(async () => {
  project = makeScratchProject();
  every = await startEveryChannel(project.root);
  project.configure(every.yaml);
});

afterEach(async () => {
  await every[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The built program in a process of its own, as users get it. */
function pitchpipe(...args: string[]): Promise<Said> {
  const options = { cwd: project.root, env: { PATH: process.env["PATH"], HOME: project.root, ...every.env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [pitchpipeBin, ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe("channels test from the command line", () => {
  it("tries every channel and prints the exact outcome of each", async () => {
    const { code, out, err } = await pitchpipe("channels", "test", "--all", "--json");
    expect(err).toBe("");
    const { channels } = JSON.parse(out);
    const codes = {
      log: null,
      mail: 250,
      teams: 202,
      hook: 204,
      oncall: 202,
      phone: 201,
      wa: 201,
      script: 0,
      own: null,
    };
    expect(channels).toEqual(
      every.names.map((name) => ({
        channel: name,
        ok: true,
        status_code: name in codes ? codes[name as keyof typeof codes] : 200,
        error: null,
        duration_seconds: expect.any(Number),
        ...(name === "mail" ? { recipients: [expect.anything(), expect.anything()] } : {}),
      })),
    );
    expect(code).toBe(0);
    expect(every.smtp.mails[0]).toMatchObject({ to: ["ops@example.com", "dev@example.com"], secure: true });
    for (const vendor of Object.values(every.vendors)) expect(vendor.refused).toEqual([]);
    expect(readFileSync(join(project.root, "notified.jsonl"), "utf8")).toContain('"kind":"test"');
  });

  it("says for how many recipients a mail was taken where it was not for all", async () => {
    await using smtp = await startSmtp({
      recipient: (address) => (address.startsWith("dev") ? { code: 550, text: "no such user" } : null),
    });
    project.configure(
      `channels: {mail: {type: email, host: localhost, port: ${smtp.port}, ca: ${caFile}, from: etl@example.com, to: [ops@example.com, dev@example.com]}}`,
    );
    const { code, out } = await pitchpipe("channels", "test", "mail");
    expect(out).toMatch(/^taken by mail for 1 of 2: dev@example\.com: .*no such user/);
    expect(code).toBe(1);
  });

  it("says of each what went wrong, and exits 1", async () => {
    every.behave(answer(503, { body: "over capacity" }));
    const { code, out } = await pitchpipe("channels", "test", "--all");
    expect(code).toBe(1);
    expect(
      out
        .split("\n")
        .filter((line) => line.startsWith("accepted"))
        .map((line) => line.split(" ")[2]),
    ).toEqual(["log", "mail", "script", "own"]);
    expect(out).toContain("not taken by ops: answered 503: over capacity");
    expect(out).toContain("not taken by phone: +5511999999999: answered 503: over capacity");
  });

  it.each(["mail", "bot", "own"])("of one channel (%s) prints the design's document", async (name) => {
    const { code, out } = await pitchpipe("channels", "test", name, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ channel: name, ok: true, error: null });
  });

  it("prints no secret, whatever is listed, tested or wrong", async () => {
    every.behave(answer(400, { body: JSON.stringify(every.env) }));
    const said = await Promise.all([
      pitchpipe("channels", "list"),
      pitchpipe("channels", "list", "--json"),
      pitchpipe("channels", "test", "--all", "--json"),
      pitchpipe("config", "show"),
    ]);
    const { TWILIO_ACCOUNT_SID: _, ...secrets } = every.env;
    for (const { out, err } of said)
      for (const secret of Object.values(secrets)) expect(out + err).not.toContain(secret);
  });

  it("takes one name, or --all", async () => {
    expect(await pitchpipe("channels", "test")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--all"),
    });
    expect(await pitchpipe("channels", "test", "ops", "--all")).toMatchObject({ code: 2 });
  });

  it("says of a channel whose settings are wrong what is wrong with them", async () => {
    project.configure("version: 1\nchannels:\n  ops: {type: slack}\n  log: {type: log, path: a.log}\n");
    const one = await pitchpipe("channels", "test", "ops");
    expect(one).toMatchObject({ code: 2, err: expect.stringContaining("CHANNEL_MISCONFIGURED") });
    expect(one.err).toContain("channels.ops.webhook_url");
    const all = await pitchpipe("channels", "test", "--all", "--json");
    expect(
      JSON.parse(all.out).channels.map(({ channel, ok }: Record<string, unknown>) => [channel, ok]),
    ).toEqual([
      ["log", true],
      ["ops", false],
    ]);
  });
});
