import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { type MarquezLike, startMarquezLike } from "../../../test/fixtures/openlineage/marquez-like.ts";
import { badRun, goodFacts, goodRun, seed } from "../../../test/fixtures/runs/seed.ts";
import type { LineageEvent } from "../../model/lineage-event.ts";

let scratch: ScratchProject;
let server: MarquezLike;

beforeEach(async () => {
  scratch = makeScratchProject();
  server = await startMarquezLike();
  await seed(scratch.root, goodFacts);
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await scratch[Symbol.asyncDispose]();
});

const emit = (...args: string[]) => scratch.pitchpipe(["lineage", "emit", ...args]);
const types = () => server.events().map(({ eventType }) => eventType);

describe("lineage emit", () => {
  it("shows a run's events without sending them, a line of JSON each", async () => {
    scratch.configure(`version: 1\nopenlineage: {url: "${server.url}", namespace: etl}\n`);
    const { code, out } = await emit("--dry-run");
    expect(code).toBe(0);
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ eventType, job }) => [eventType, job.namespace])).toEqual([
      ["START", "etl"],
      ["COMPLETE", "etl"],
    ]);
    expect(server.received).toEqual([]);
  });

  it("sends them, once more when asked once more, each time the same", async () => {
    scratch.configure(`version: 1\nopenlineage: {url: "${server.url}", namespace: etl}\n`);
    const { code, out } = await emit("latest");
    expect(code, out).toBe(0);
    expect(out).toMatch(/COMPLETE.*daily-load.tap-x-to-target-y.*http.*accepted/);
    scratch.configure(`version: 1\nopenlineage: {url: "${server.url}", namespace: renamed}\n`);
    expect((await emit(goodRun.runId.slice(0, 8))).code).toBe(0);
    const [start, complete, ...again] = server.events();
    expect(again).toEqual([start, complete]);
  });

  it("is one JSON document with each event and what became of it, and ends with 1 where one was refused", async () => {
    server.answer(400);
    const document = await scratch.json(["lineage", "emit", "--transport", server.url]);
    expect(document).toMatchObject({
      ...{ run_id: goodRun.runId, job: "daily-load", status: "success", dry_run: false },
      events: [
        {
          ...{ id: `${goodRun.runId}:START`, type: "START", at: "2026-03-01T08:00:00.000Z" },
          deliveries: [{ ok: false, status_code: 400, error: expect.stringContaining("400") }],
          event: { eventType: "START", run: { runId: goodRun.runId } },
        },
        { type: "COMPLETE" },
      ],
    });
    expect((await emit("--transport", server.url)).code).toBe(1);
  });

  it("goes where it is told: a file, the console, a transport of the settings", async () => {
    scratch.configure(`version: 1\nopenlineage: {url: "${server.url}", console: true}\n`);
    expect((await emit("--transport", "file:out/events.jsonl")).code).toBe(0);
    const lines = readFileSync(join(scratch.root, "out/events.jsonl"), "utf8").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).eventType)).toEqual(["START", "COMPLETE"]);
    const shown = await emit("--transport", "console");
    expect(shown.out.trim().split("\n")).toEqual(lines);
    expect(server.received).toEqual([]);
    await emit("--transport", "http");
    expect(types()).toEqual(["START", "COMPLETE"]);
  });

  it("makes up for what a destination was owed", async () => {
    scratch.configure(`version: 1\nopenlineage: {url: "${server.url}"}\n`);
    const { runId, startedAt: at } = goodRun;
    const owed = (type: "START" | "COMPLETE", place: number): LineageEvent => ({
      ...{
        id: `${runId}:${type}`,
        runId,
        subject: runId,
        project: basename(scratch.root),
        environment: "dev",
      },
      ...{ type, at, place, destinations: ["http"] },
      body: (out.trim().split("\n")[place] ?? "").replace("daily-load", "as-it-was-then"),
    });
    const { out } = await emit("--dry-run");
    await seed(scratch.root, [{ kind: "lineage_events", events: [owed("START", 0), owed("COMPLETE", 1)] }]);
    await emit();
    expect(server.events().map(({ job }) => job.name)).toEqual(
      Array(2).fill("as-it-was-then.tap-x-to-target-y"),
    );
    expect((await scratch.json(["tick"])).did).toMatchObject({ lineage_events_delivered: 0 });
    expect(types()).toEqual(["START", "COMPLETE"]);
  });

  it("tells of a failed run that it failed", async () => {
    await seed(scratch.root, [{ kind: "run_opened", run: badRun }]);
    const { out } = await emit("latest", "--dry-run");
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).eventType),
    ).toEqual(["START", "FAIL"]);
  });

  it.each([
    [["latest"], /Nobody is named who could be told of lineage.*OPENLINEAGE_UNSET/],
    [["latest", "--transport", "kafka"], /There is no transport kafka.*USAGE/],
    [["ffff"], /No run has the id ffff/],
  ])("says what is wrong with %j, and ends with 2", async (args, said) => {
    const { code, err } = await emit(...args);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  });
});
