import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { channelContract } from "../../../test/alerts/channel-contract.ts";
import { handClock, noSecrets, sampleAlert, sampleNotice } from "../../../test/alerts/samples.ts";
import type { Redactor } from "../../lib/redaction/index.ts";
import type { Channel } from "../channel.ts";
import { createHttp } from "../http.ts";
import { createLogChannel } from "./send.ts";
import { logSettings } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "pitchpipe-log-"));
let next = 0;
const freshPath = (): string => {
  next += 1;
  return join(folder, String(next), "alerts.jsonl");
};
const never = new AbortController().signal;
const clock = handClock();

afterAll(() => rm(folder, { recursive: true, force: true }));

function channelTo(path: string, format = "json", redactor: Redactor = noSecrets): Channel {
  const settings = logSettings.parse({ type: "log", path, format });
  return createLogChannel("under-test", settings, { http: createHttp(), clock, redactor });
}

const linesOf = (path: string): string[] => readFileSync(path, "utf8").split("\n");

for (const format of ["json", "text"])
  channelContract("log", {
    working: async (redactor) => {
      const path = freshPath();
      return { channel: channelTo(path, format, redactor), arrived: async () => readFileSync(path, "utf8") };
    },
    broken: async () => channelTo(folder),
    hanging: null,
  });

describe("a log channel", () => {
  it("appends exactly this line of JSON", async () => {
    const path = freshPath();
    await channelTo(path).send(sampleNotice, { signal: never });
    const [line, rest] = linesOf(path);
    expect(rest).toBe("");
    expect(JSON.parse(line ?? "")).toMatchObject({
      at: "2026-01-01T12:00:00.000Z",
      version: 1,
      kind: "firing",
      status: "firing",
      notification_id: sampleNotice.id,
      title: sampleNotice.title,
      message: sampleNotice.message,
      alerts: [{ id: sampleAlert.id, run_id: sampleAlert.runId, first_seen_at: "2026-01-01T12:00:00.000Z" }],
    });
  });

  it("appends exactly this line of text, whatever line breaks and control characters are in it", async () => {
    const path = freshPath();
    const message = "tap-gitlab: 401\r\n\u001b[31mUnauthorized\u001b[0m\u202e";
    await channelTo(path, "text").send({ ...sampleNotice, message }, { signal: never });
    expect(readFileSync(path, "utf8")).toBe(
      `2026-01-01T12:00:00.000Z ERROR firing [a1b2c3d4] daily-load failed: 401 Unauthorized: tap-gitlab: 401 | Unauthorized (${sampleNotice.id})\n`,
    );
  });

  it("makes the file and its folder for the owner alone", async () => {
    const path = freshPath();
    await channelTo(path).send(sampleNotice, { signal: never });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  });

  it("ends a torn line that an earlier process left, so that its own stays whole", async () => {
    const path = join(folder, "torn.jsonl");
    writeFileSync(path, '{"half');
    await channelTo(path).send(sampleNotice, { signal: never });
    const lines = linesOf(path);
    expect(lines[0]).toBe('{"half');
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ notification_id: sampleNotice.id });
  });

  it("keeps lines whole when many are written at once", async () => {
    const path = freshPath();
    const channel = channelTo(path);
    await Promise.all(Array.from({ length: 50 }, () => channel.send(sampleNotice, { signal: never })));
    const lines = linesOf(path).filter((line) => line !== "");
    expect(lines.map((line) => JSON.parse(line).notification_id)).toEqual(
      Array.from({ length: 50 }, () => sampleNotice.id),
    );
  });

  it("fails with a reason on a pipe that nobody reads, instead of waiting for ever", async () => {
    const path = join(folder, "fifo");
    execFileSync("mkfifo", [path]);
    expect(await channelTo(path).send(sampleNotice, { signal: never })).toMatchObject({
      kind: "failed",
      error: expect.stringContaining("ENXIO"),
    });
  });

  it("fails with a reason on a full disk", async () => {
    expect(await channelTo("/dev/full").send(sampleNotice, { signal: never })).toMatchObject({
      kind: "failed",
      error: expect.stringContaining("ENOSPC"),
    });
  });
});
