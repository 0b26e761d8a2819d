import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import type { Sample } from "../../model/sample.ts";
import { percentile } from "./metric-rollups.ts";
import type { WindowNeed } from "./metric-windows.ts";

const hour = 3_600_000;
const day = 24 * hour;
const all: ReadonlySet<WindowNeed> = new Set(["totals", "first", "percentiles"]);
const ranks = [0, 50, 95, 100];

const sample = (
  at: number,
  value: number,
  labels: Record<string, string> = { job: "a" },
  metric = "m",
): Sample => ({
  metric,
  labels,
  at,
  value,
});

describe.each(databaseKinds)("samples on $kind", ({ make, kind }) => {
  const { opened: store } = freshStores(make);
  const record = (samples: readonly Sample[], project = "p") => store().metrics.record(project, samples);
  const windows = (after: number, until: number, needs = all) =>
    store().metrics.windows({ project: "p", metric: "m", after, until, needs, ranks });

  it("are kept by metric and labels, an empty label being none, and the newest stands in the series", async () => {
    await record([sample(now, 1), sample(now + 5, 3), sample(now + 2, 2, { job: "a", stream: "" })]);
    await record([sample(now - 9, 9), sample(now, 4, { job: "b" }), sample(now, 5, { job: "a" }, "other")]);
    expect(await store().metrics.series("p", { metrics: ["m"] })).toMatchObject([
      { labels: { job: "a" }, lastAt: now + 5, lastValue: 3 },
      { labels: { job: "b" }, lastAt: now, lastValue: 4 },
    ]);
    expect(await store().metrics.series("p")).toHaveLength(3);
    expect(await store().metrics.series("p", { metrics: ["m"], since: now })).toHaveLength(1);
    expect(await store().metrics.series("p", { metrics: [] })).toEqual([]);
    expect(await store().metrics.series("elsewhere")).toEqual([]);
  });

  it("written twice count once, and what is no number does not count", async () => {
    await record([sample(now, 1), sample(now, 7)]);
    await record([sample(now, 7), sample(now + 1, Number.NaN), sample(now + 2, Number.POSITIVE_INFINITY)]);
    const [window] = await windows(now - 5 * hour, now + 5 * hour);
    expect(window).toMatchObject({
      totals: { count: 1, sum: 7, min: 7, max: 7 },
      first: { at: now, value: 7 },
    });
    expect([...(window?.percentiles ?? [])]).toEqual(ranks.map((rank) => [rank, 7]));
  });

  it("are given oldest first, at most the newest of them", async () => {
    await record([1, 2, 3, 4].map((value) => sample(now + value, value)));
    const [series] = await store().metrics.series("p");
    const range = { after: now + 1, until: now + 4, limit: 2 };
    expect(await store().metrics.samples(series?.id ?? 0, range)).toEqual([
      { at: now + 3, value: 3 },
      { at: now + 4, value: 4 },
    ]);
  });

  it("in a window are what a plain reckoning finds, at any border and width", {
    timeout: 120_000,
  }, async () => {
    const hours = fc.integer({ min: -30, max: 0 }).map((n) => Math.floor(now / hour + n) * hour);
    const times = fc.oneof(
      fc.integer({ min: -30 * hour, max: 0 }).map((offset) => now + offset),
      hours,
      fc.tuple(hours, fc.constantFrom(-1, 1)).map(([at, beside]) => at + beside),
    );
    const borders = times;
    const points = fc.array(
      fc.record({ at: times, value: fc.integer({ min: -50, max: 50 }), job: fc.constantFrom("a", "b") }),
      {
        maxLength: 40,
      },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(points, borders, borders, async (taken, one, other) => {
        const [after, until] = one < other ? [one, other] : [other, one];
        const project = `p${round++}`;
        await record(
          taken.map(({ at, value, job }) => sample(at, value, { job })),
          project,
        );
        const series = await store().metrics.series(project);
        const found = await store().metrics.windows({
          project,
          metric: "m",
          after,
          until,
          needs: all,
          ranks,
        });
        const shown = found.map(({ seriesId, totals, first, percentiles }) => ({
          job: series.find(({ id }) => id === seriesId)?.labels["job"],
          totals,
          first,
          percentiles: [...(percentiles ?? [])].map(([rank, value]) => [rank, Number(value.toFixed(9))]),
        }));
        expect(shown.sort(byJob)).toEqual(reckoned(taken, after, until).sort(byJob));
      }),
      { numRuns: kind === "sqlite" ? 150 : 40 },
    );
  });

  it("can be asked of single series only", async () => {
    await record([sample(now, 1), sample(now, 2, { job: "b" })]);
    const [, b] = await store().metrics.series("p");
    const query = { project: "p", metric: "m", after: now - hour, until: now, needs: all, ranks };
    const found = await store().metrics.windows({ ...query, seriesIds: [b?.id ?? 0] });
    expect(found.map(({ totals }) => totals?.sum)).toEqual([2]);
    expect(await store().metrics.windows({ ...query, seriesIds: [] })).toEqual([]);
  });

  it("are rolled up into hours, days and nothing, and wide windows still know their totals", async () => {
    const values = Array.from({ length: 48 }, (_, at) => at + 1);
    await record(values.map((value) => sample(now - 30 * day + value * 10 * 60_000, value)));
    const before = await windows(now - 40 * day, now, new Set(["totals"]));
    let cut = await store().metrics.cutSamples(now - 7 * day, 3);
    expect(cut.more).toBe(true);
    while (cut.more) cut = await store().metrics.cutSamples(now - 7 * day, 3);
    const [series] = await store().metrics.series("p");
    expect(await store().metrics.samples(series?.id ?? 0, { after: 0, until: now, limit: 99 })).toEqual([]);
    expect(await windows(now - 40 * day, now, new Set(["totals"]))).toEqual(before);
    // A sample that comes late for an hour that was cut changes nothing of it.
    await record([sample(now - 30 * day + 15 * 60_000, 1_000)]);
    expect((await windows(now - 40 * day, now, new Set(["totals"])))[0]?.totals?.count).toBe(48);
    expect((await store().metrics.cutHours(now, 99)).removed).toBeGreaterThan(7);
    expect(await windows(now - 40 * day, now, new Set(["totals"]))).toEqual([]);
    expect((await store().metrics.cutDays(now)).removed).toBeGreaterThan(0);
  });

  it("of a run are taken once for each way it ended", async () => {
    const run = aRun({ status: "unknown", complete: false });
    await store().apply([{ kind: "run_opened", run }]);
    const waiting = () => store().metrics.runsToSample(10);
    expect(await waiting()).toEqual([]);
    await store().apply([{ kind: "run_changed", runId: run.runId, changes: { status: "lost" } }]);
    expect(await waiting()).toMatchObject([{ status: "lost" }]);
    await store().metrics.markSampled({ runId: run.runId, status: "lost" });
    expect(await waiting()).toEqual([]);
    await store().apply([{ kind: "run_changed", runId: run.runId, changes: { status: "running" } }]);
    expect(await waiting()).toEqual([]);
    await store().apply([
      { kind: "run_changed", runId: run.runId, changes: { status: "success", complete: true } },
    ]);
    expect(await waiting()).toMatchObject([{ status: "success" }]);
  });

  it("are as many as come at once, also with hostile labels", async () => {
    const labels = Array.from({ length: 700 }, (_, at) => ({ job: `j${at}'";--\u0000\n` }));
    await record(labels.map((one, at) => sample(now, at, one)));
    expect(await store().metrics.series("p")).toHaveLength(700);
  });
});

describe.each(databaseKinds)("what rules remember on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("is kept by scope, replaced and removed", async () => {
    const blank = { evaluatedAt: null, lastFiredAt: null, firedCount: 0, problem: null };
    const entry = (series: string, since: number | null) => ({
      ...{ rule: "r", series },
      state: since === null ? null : { ...blank, since },
    });
    const never = { judgedUntil: 0, missed: 0, firstMissedAt: null, lastMissedAt: null, slowRunId: null };
    const expected = (since: number) => ({ state: { ...never, since }, told: null, toldAs: null });
    await store().ruleStates.save("p/dev", [entry("", 1), entry("a", 2)]);
    await store().ruleStates.save("p/prod", [entry("", 3)]);
    await store().ruleStates.save("p/dev", [entry("", 4), entry("a", null)]);
    expect(await store().ruleStates.list("p/dev")).toEqual([entry("", 4)]);
    expect(await store().ruleStates.list("p/prod")).toEqual([entry("", 3)]);
    await store().ruleStates.saveSlaState("p/dev", "x", expected(1));
    await store().ruleStates.saveSlaState("p/dev", "x", expected(2));
    await store().ruleStates.saveSlaState("p/dev", "y", expected(1));
    await store().ruleStates.saveSlaState("p/dev", "y", null);
    expect([...(await store().ruleStates.slaStates("p/dev"))]).toEqual([["x", expected(2)]]);
  });

  it("stands beside rules that were stored, by name", async () => {
    const rule = { name: "b", rule: { metric: "m" }, createdAt: now, createdBy: "ada" };
    await store().ruleStates.saveStoredRule("p", rule);
    await store().ruleStates.saveStoredRule("p", { ...rule, rule: { metric: "n" } });
    await store().ruleStates.saveStoredRule("p", { ...rule, name: "a" });
    expect(await store().ruleStates.storedRules("p")).toEqual([
      { ...rule, name: "a" },
      { ...rule, rule: { metric: "n" } },
    ]);
    await store().ruleStates.removeStoredRule("p", "a");
    expect((await store().ruleStates.storedRules("p")).map(({ name }) => name)).toEqual(["b"]);
    expect(await store().ruleStates.storedRules("q")).toEqual([]);
  });
});

describe("a percentile", () => {
  it("of nothing is no number", () => {
    expect(percentile([], 95)).toBeNaN();
    expect(percentile([3], 95)).toBe(3);
  });
});

interface Taken {
  readonly at: number;
  readonly value: number;
  readonly job: string;
}

function byJob(a: { readonly job?: string | undefined }, b: { readonly job?: string | undefined }): number {
  return (a.job ?? "") < (b.job ?? "") ? -1 : 1;
}

/** The same, sample by sample; of two at one time the last counts. */
function reckoned(taken: readonly Taken[], after: number, until: number) {
  return ["a", "b"].flatMap((job) => {
    const kept = [...new Map(taken.filter((one) => one.job === job).map((one) => [one.at, one])).values()]
      .filter(({ at }) => at > after && at <= until)
      .sort((a, b) => a.at - b.at);
    const [first] = kept;
    if (first === undefined) return [];
    const values = kept.map(({ value }) => value).sort((a, b) => a - b);
    const sum = values.reduce((total, value) => total + value, 0);
    const [min = 0] = values;
    const totals = { count: kept.length, sum, min, max: values.at(-1) ?? 0 };
    const percentiles = ranks.map((rank) => [rank, Number(percentile(values, rank).toFixed(9))]);
    return [{ job, totals, first: { at: first.at, value: first.value }, percentiles }];
  });
}
