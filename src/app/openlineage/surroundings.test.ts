import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allKnown, good, nothingKnown } from "../../../test/openlineage/samples.ts";
import { startEvent } from "../../audit/openlineage/run-events.ts";
import type { LineageDelivery } from "../../model/lineage-event.ts";
import { afterTry } from "./after-try.ts";
import { gitSource, remoteUrl, webAddress } from "./git-source.ts";
import { keptSurroundings } from "./kept-surroundings.ts";
import { scheduledTime } from "./surroundings.ts";
import { troubleOf } from "./tell-trouble.ts";

describe("where the code of a run is kept", () => {
  let root: string;
  const commit = "4f1c0de4f1c0de4f1c0de4f1c0de4f1c0de4f1c0";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "pitchpipe-source-"));
    mkdirSync(join(root, ".git", "refs", "heads"), { recursive: true });
    mkdirSync(join(root, "elt"));
    writeFileSync(join(root, ".git", "HEAD"), "ref: refs/heads/feature/x\n");
    mkdirSync(join(root, ".git", "refs", "heads", "feature"));
    writeFileSync(join(root, ".git", "refs", "heads", "feature", "x"), `${commit}\n`);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const remote = (url: string) =>
    writeFileSync(join(root, ".git", "config"), `[core]\n\turl = no\n[remote "origin"]\n\turl = ${url}\n`);

  it.each([
    ["git@github.com:data/elt.git", `https://github.com/data/elt/blob/${commit}/elt/meltano.yml`],
    [
      "https://oauth2:planted@gitlab.example.com/a/b/elt.git",
      `https://gitlab.example.com/a/b/elt/-/blob/${commit}/elt/meltano.yml`,
    ],
    ["ssh://git@bitbucket.org:22/data/elt", `https://bitbucket.org/data/elt/src/${commit}/elt/meltano.yml`],
    ["https://me:planted@git.example.com:8443/elt.git", "https://git.example.com:8443/elt"],
  ])("is a web address of %s, without whoever logs in", (url, expected) => {
    remote(url);
    const source = gitSource(join(root, "elt"));
    expect(source).toMatchObject({
      url: expected,
      path: "elt/meltano.yml",
      version: commit,
      branch: "feature/x",
    });
    expect(JSON.stringify(source)).not.toContain("planted");
  });

  it.each(["/srv/git/elt.git", "../elt", "file:///srv/git/elt", "C:\\git\\elt", ""])(
    "is not known of %j",
    (url) => {
      remote(url);
      expect(gitSource(join(root, "elt"))).toBeNull();
    },
  );

  it("is that of origin, else of the first remote", () => {
    const config = (...names: string[]) =>
      names.map((name) => `[remote "${name}"]\n url=https://${name}/x`).join("\n");
    expect(remoteUrl(config("backup", "origin"))).toBe("https://origin/x");
    expect(remoteUrl(config("backup", "other"))).toBe("https://backup/x");
    expect(remoteUrl("")).toBeNull();
    expect(webAddress("https://github.com/")).toBeNull();
  });
});

describe("when a run was to begin", () => {
  const schedules = [
    { name: "hourly", interval: "0 * * * *", job: "daily-load" },
    { name: "once", interval: "@once", job: "daily-load" },
  ];
  const startedAt = Date.parse("2026-03-01T08:00:20Z");
  const time = (trigger: string, job = "daily-load", at = startedAt) =>
    scheduledTime(schedules, { job, trigger, startedAt: at }, "UTC");

  it("is when the schedule that triggered it wanted it", () => {
    const [start, end] = [Date.parse("2026-03-01T08:00:00Z"), Date.parse("2026-03-01T09:00:00Z")];
    expect(time("hourly")).toEqual({ start, end });
    expect(time("hourly", "daily-load", start)).toEqual({ start, end });
  });

  it.each(["pitchpipe", "once", "weekly"])("is not known of the trigger %s", (trigger) => {
    expect(time(trigger)).toBeNull();
    expect(time("hourly", "another-job")).toBeNull();
  });
});

describe("under what a run began", () => {
  it("is read back from its START event as it was", () => {
    for (const surroundings of [allKnown, nothingKnown]) {
      const body = JSON.stringify(startEvent({ ...good, surroundings }));
      expect(keptSurroundings(body, { ...nothingKnown, namespace: "another" })).toEqual(surroundings);
    }
  });
});

describe("a delivery after a try", () => {
  const fresh: LineageDelivery = {
    ...{
      eventId: "e",
      destination: "http",
      status: "pending",
      tries: 0,
      dueAt: 0,
      error: null,
      settledAt: null,
    },
  };
  const at = { now: 1_000_000, happenedAt: 0, random: 0.5 };
  const failed = (statusCode: number | null, retryAfterMs: number | null = null) =>
    ({ kind: "failed", statusCode, error: "no", retryAfterMs }) as const;
  const day = 86_400_000;

  it("waits longer and longer, and as long as it is asked to", () => {
    const once = afterTry(fresh, failed(null), at);
    expect(once).toMatchObject({ status: "pending", tries: 1, error: "no" });
    const later = { ...once, tries: 9 };
    expect(afterTry(later, failed(null), at).dueAt).toBeGreaterThan(once.dueAt ?? Number.NaN);
    expect(afterTry(fresh, failed(429, 3_600_000), at).dueAt).toBe(4_600_000);
  });

  it("is given up after three days of answers, and never while nobody answers", () => {
    expect(afterTry(fresh, failed(500), { ...at, now: 4 * day })).toMatchObject({
      status: "dead",
      dueAt: null,
    });
    expect(afterTry(fresh, failed(500), { ...at, now: 2 * day }).status).toBe("pending");
    expect(afterTry(fresh, failed(null), { ...at, now: 400 * day }).status).toBe("pending");
  });
});

describe("a destination", () => {
  const fine = {
    environment: "dev",
    destination: "http",
    deliveredAt: 5,
    deadAt: null,
    waiting: null,
    refusal: null,
  };
  const minute = 60_000;
  const waiting = (tries: number) => ({ at: 0, tries, error: "no answer" });

  it.each([
    ["all is well", fine, null],
    [
      "it refused an event since",
      { ...fine, deadAt: 6, refusal: "answered 400" },
      /refused an event: answered 400/,
    ],
    ["it took another one since", { ...fine, deadAt: 4, refusal: "answered 400" }, null],
    ["it was tried once", { ...fine, waiting: waiting(1) }, null],
    ["it has been away for long", { ...fine, waiting: waiting(3) }, /events wait for 20 m 00 s: no answer/],
  ])("is told of where %s", (_, destination, expected) => {
    const trouble = troubleOf(destination, 20 * minute);
    if (expected === null) expect(trouble).toBeNull();
    else expect(trouble).toMatch(expected);
  });
});
