import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import { percentileOf, type Rule, ruleOf, ruleSettings } from "../../alerts/rules/index.ts";
import type { Run } from "../../model/run.ts";
import { readRules } from "./read-rules.ts";

const hour = 3_600_000;

function rule(condition: string, parts: Record<string, unknown> = {}): Rule {
  const settings = { name: "r", metric: "m", condition, window: "6h", ...parts };
  const made = ruleOf(ruleSettings.parse(settings), "file");
  if (made === null) throw new TypeError("no rule");
  return made;
}

const conditions = [
  "last",
  "avg",
  "min",
  "max",
  "sum",
  "count",
  "delta",
  "change_percent",
  "rate",
  "p50",
  "p95",
];

describe.each(databaseKinds)("rules on $kind", ({ make, kind }) => {
  const { opened: store } = freshStores(make);
  const read = (rules: readonly Rule[], running: readonly Run[] = [], project = "p") =>
    readRules(rules, { store: store(), project, now, running });
  const valuesRead = async (one: Rule, running: readonly Run[] = []) =>
    (await read([one], running))
      .get(one)
      ?.map(({ reading }) => (reading.kind === "value" ? reading.value : reading.kind));

  it("read what a plain reckoning finds, all aggregates at once", async () => {
    const rules = conditions.map((name) => rule(`${name} > 0`));
    const points = fc.uniqueArray(
      fc.record({
        at: fc.integer({ min: -8 * hour, max: 0 }).map((offset) => now + offset),
        value: fc.integer({ min: 1, max: 99 }),
      }),
      { minLength: 1, maxLength: 30, selector: ({ at }) => at },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(points, async (taken) => {
        const project = `q${round++}`;
        await store().metrics.record(
          project,
          taken.map((one) => ({ metric: "m", labels: { job: "a" }, ...one })),
        );
        const readings = await read(rules, [], project);
        const shown = rules.map((one) => {
          const reading = readings.get(one)?.[0]?.reading;
          return reading?.kind === "value" ? Number(reading.value.toFixed(6)) : null;
        });
        expect(shown).toEqual(reckoned(taken));
      }),
      { numRuns: kind === "sqlite" ? 60 : 15 },
    );
  });

  it("look only at the series that fit, in the window of each rule", async () => {
    const at = (hours: number, job: string, value: number) => ({
      metric: "m",
      labels: { job, kind: "x" },
      at: now - hours * hour,
      value,
    });
    await store().metrics.record("p", [at(5, "a", 1), at(1, "a", 3), at(5, "b", 10), at(0.5, "c", 7)]);
    expect(await valuesRead(rule("sum > 0", { matchers: ['job="a"'] }))).toEqual([4]);
    expect(await valuesRead(rule("sum > 0", { matchers: ['job="a"'], window: "2h" }))).toEqual([3]);
    expect(await valuesRead(rule("sum > 0", { matchers: ['job=~"a|c"', 'kind="x"'] }))).toEqual([4, 7]);
    expect(await valuesRead(rule("sum > 0", { matchers: ['job="b"'], window: "2h" }))).toEqual(["no_data"]);
    expect(await valuesRead(rule("sum > 0", { matchers: ['job!="a"'] }))).toEqual([10, 7]);
    expect(await valuesRead(rule("sum > 0", { matchers: ['job="nobody"'] }))).toEqual([]);
    expect(await valuesRead(rule("sum > 0", { metric: "nothing" }))).toEqual([]);
  });

  it("don't see what lies ahead of the clock", async () => {
    const labels = { job: "a" };
    await store().metrics.record("p", [
      { metric: "m", labels, at: now - 5, value: 1 },
      { metric: "m", labels, at: now + hour, value: 99 },
    ]);
    expect(await valuesRead(rule("last > 0"))).toEqual([1]);
    expect(await valuesRead(rule("max > 0"))).toEqual([1]);
  });

  it("see a run that goes on as so long, also where its job never ended a run", async () => {
    const slow = rule("last > 60", { metric: "run_duration_seconds" });
    const running = [
      aRun({ project: "p", job: "a", startedAt: now - 90_000 }),
      aRun({ project: "p", job: "a", runId: "r2", startedAt: now - 30_000 }),
      aRun({ project: "p", job: "b", runId: "r3", startedAt: now + 5_000 }),
    ];
    expect(await valuesRead(slow, running)).toEqual([90, 0]);
    const labels = { project: "p", environment: "dev", job: "a" };
    await store().metrics.record("p", [
      { metric: "run_duration_seconds", labels, at: now - hour, value: 100 },
    ]);
    expect(await valuesRead(slow, running)).toEqual([100, 0]);
    expect(await valuesRead(rule("avg > 60", { metric: "run_duration_seconds" }), running)).toEqual([
      100,
      "no_data",
    ]);
  });
});

function reckoned(taken: readonly { readonly at: number; readonly value: number }[]): (number | null)[] {
  const kept = taken.filter(({ at }) => at > now - 6 * hour).sort((a, b) => a.at - b.at);
  const [first] = kept;
  const last = kept.at(-1);
  if (first === undefined || last === undefined) return conditions.map(() => null);
  const values = kept.map(({ value }) => value).sort((a, b) => a - b);
  const sum = values.reduce((total, value) => total + value, 0);
  const delta = last.value - first.value;
  const changes =
    kept.length < 2
      ? [null, null, null]
      : [delta, (delta / first.value) * 100, delta / ((last.at - first.at) / 1000)];
  const all = [
    last.value,
    sum / values.length,
    Math.min(...values),
    Math.max(...values),
    sum,
    values.length,
    ...changes,
    percentileOf(values, 50),
    percentileOf(values, 95),
  ];
  return all.map((value) => (value === null ? null : Number(value.toFixed(6))));
}
