import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { badRun, goodFacts, goodRun, seed } from "../../../test/fixtures/runs/seed.ts";
import type { Fact } from "../../model/fact.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
});

const closed: Fact = {
  kind: "block_closed",
  blockId: "b1",
  at: 2_000_000_000_000,
  exitCode: 0,
  reason: null,
};
const targetSaid = (records: number): Fact => ({
  kind: "claims",
  runId: goodRun.runId,
  claims: [{ stream: "orders", side: "target", records }],
});

describe("reconcile", () => {
  it("puts all sides of each stream side by side, and knows nothing of a silent one", async () => {
    await seed(project.root, [...goodFacts, closed]);
    const document = await project.json(["reconcile"]);
    expect(document).toMatchObject({ run_id: goodRun.runId, deep: false, totals_equal: null });
    expect(document.streams).toEqual([
      {
        stream: "orders",
        tap_said: 300,
        mapper_saw: 300,
        forwarded: 300,
        quarantined: 0,
        dropped: 0,
        target_said: null,
        source_rows: null,
        target_rows: null,
        equal: null,
        differences: [],
        unknown: ["The target's log says no number for this stream."],
        first_segment: null,
        source: null,
        target: null,
      },
    ]);
    expect((await project.pitchpipe(["reconcile", "--json"])).code).toBe(0);
  });

  it("is equal where all spoke, a table and nothing else for people", async () => {
    await seed(project.root, [...goodFacts, closed, targetSaid(300)]);
    const { code, out } = await project.pitchpipe(["reconcile", "latest"]);
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "stream  tap said  mapper saw  forwarded  quarantined  dropped  target said  equal",
      "orders       300         300        300            0        0          300  yes",
      "",
    ]);
  });

  it("ends with 1 at a difference, names the segment, keeps a finding and raises one alert however often it is asked", async () => {
    await seed(project.root, [...goodFacts, closed, targetSaid(120)]);
    const first = await project.pitchpipe(["reconcile"]);
    expect(first.code).toBe(1);
    expect(first.out).toContain(
      "orders: 300 records were forwarded, and the target says it took 120. It shows in segment",
    );
    await project.pitchpipe(["reconcile", goodRun.runId, "--json"]);
    const { findings } = await project.json(["runs", "show", goodRun.runId]);
    expect(findings).toMatchObject([{ check: "reconcile", stream: "orders", outcome: "violated" }]);
    const { alerts } = await project.json(["alerts", "list"]);
    expect(alerts).toMatchObject([
      { type: "reconciliation", status: "active", labels: { stream: "orders", check: "reconcile" } },
    ]);
    const shown = await project.json(["alerts", "show", alerts[0].id]);
    expect(shown.details.findings[0].first_segment).toMatchObject({ number: 1, at_latest: false });
  });

  it("ends the alert when the same is counted again and fits", async () => {
    await seed(project.root, [...goodFacts, closed, targetSaid(120)]);
    await project.pitchpipe(["reconcile"]);
    await seed(project.root, [targetSaid(300)]);
    expect((await project.pitchpipe(["reconcile"])).code).toBe(0);
    expect((await project.json(["alerts", "list"])).alerts).toMatchObject([{ status: "resolved" }]);
  });

  it("tells nobody of a run that a later one followed", async () => {
    await seed(project.root, [
      ...goodFacts,
      closed,
      targetSaid(120),
      { kind: "run_opened", run: { ...badRun, status: "success", cause: null } },
    ]);
    const { code } = await project.pitchpipe(["reconcile", goodRun.runId]);
    expect(code).toBe(1);
    expect((await project.json(["alerts", "list"])).alerts).toEqual([]);
  });

  it("says of tables that can't be counted why, and is not equal then", async () => {
    await seed(project.root, [...goodFacts, closed, targetSaid(300)]);
    const [stream] = (await project.json(["reconcile", "--deep"])).streams;
    expect(stream).toMatchObject({ target_rows: null, equal: null });
    expect(stream.unknown).toEqual([
      expect.stringContaining("The rows in the target's table were not counted:"),
    ]);
  });

  it("shows hostile names of streams as text", async () => {
    const claims = hostileNames.map((stream) => ({ stream, side: "tap" as const, records: 1 }));
    await seed(project.root, [...goodFacts, closed, { kind: "claims", runId: goodRun.runId, claims }]);
    const { out } = await project.pitchpipe(["reconcile"]);
    expect(out).toContain("<script>alert(1)</script>");
    expect(out.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e/u);
  });

  it.each([
    ["--timeout", "soon"],
    ["--timeout", "0s"],
  ])("refuses %s %s", async (option, value) => {
    await seed(project.root, [...goodFacts, closed]);
    expect((await project.pitchpipe(["reconcile", option, value])).code).toBe(2);
  });
});
