import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { handClock, noSecrets, sampleAlert, sampleNotice } from "../../../test/alerts/samples.ts";
import { channelContract } from "../../../test/channels/channel-contract.ts";
import { goldenPayloads } from "../../../test/channels/golden.ts";
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

for (const format of ["json", "text"])
  goldenPayloads(
    `log-${format}`,
    async (notification) => {
      const path = freshPath();
      await channelTo(path, format).send(notification, { signal: never });
      return readFileSync(path, "utf8");
    },
    "log",
  );

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

  it("begins a new file where a line would make it too large, and keeps so many", async () => {
    const path = freshPath();
    const settings = logSettings.parse({ type: "log", path, max_size: "1500B", keep: 2 });
    const channel = createLogChannel("under-test", settings, {
      http: createHttp(),
      clock,
      redactor: noSecrets,
    });
    const ids = Array.from({ length: 6 }, (_, at) => `id-${at}`);
    await Promise.all(ids.map((id) => channel.send({ ...sampleNotice, id }, { signal: never })));
    const idIn = (file: string) =>
      linesOf(file).flatMap((line) => (line === "" ? [] : JSON.parse(line).notification_id));
    expect([`${path}.2`, `${path}.1`, path].flatMap(idIn)).toEqual(["id-3", "id-4", "id-5"]);
    expect(readdirSync(join(path, "..")).toSorted()).toEqual([
      "alerts.jsonl",
      "alerts.jsonl.1",
      "alerts.jsonl.2",
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("leaves the file to another process that is setting it aside, but not to one that died at it", async () => {
    const path = freshPath();
    const settings = logSettings.parse({ type: "log", path, max_size: "10B", keep: 1 });
    const later = handClock(Date.now());
    const channel = createLogChannel("under-test", settings, {
      http: createHttp(),
      clock: later,
      redactor: noSecrets,
    });
    await channel.send(sampleNotice, { signal: never });
    writeFileSync(`${path}.lock`, "");
    utimesSync(`${path}.lock`, new Date(later.now()), new Date(later.now()));
    await channel.send(sampleNotice, { signal: never });
    expect([linesOf(path).length, existsSync(`${path}.1`)]).toEqual([3, false]);
    later.move(120_000);
    await channel.send(sampleNotice, { signal: never });
    expect([linesOf(path).length, linesOf(`${path}.1`).length, existsSync(`${path}.lock`)]).toEqual([
      2,
      3,
      false,
    ]);
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
