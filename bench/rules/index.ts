import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Rule, ruleOf, ruleSettings } from "../../src/alerts/rules/index.ts";
import { judgeRule } from "../../src/app/rules/judge-rule.ts";
import { readRules } from "../../src/app/rules/read-rules.ts";
import type { Sample } from "../../src/model/sample.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { median, type Row } from "../row.ts";

const now = Date.UTC(2026, 2, 2, 12, 0, 0);
const dayMs = 86_400_000;
const metrics = 10;
const jobs = 100;
const perSeries = 1_000;
const rounds = 7;

/** What rules look at in practice: mostly the newest value, often totals, now and then a change or a percentile. */
const mixed = [
  "last > 900",
  "last < 5",
  "avg > 900",
  "max > 2000",
  "last > 800",
  "sum > 9e9",
  "change_percent > 90",
  "p95 > 990",
  "last != 7",
  "count < 10",
];

/** 1,000 rules over windows that hold all of 1,000,000 stored samples, each round from the store. */
export async function rulesRows(say: (line: string) => void): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const store = await openStore({ url: "sqlite:bench.db", projectRoot: folder, clock: { now: () => now } });
  try {
    await fill(store, say);
    return [
      rowOf("1,000 rules over 1,000,000 samples, mixed", await measure(store, mixed), 100),
      rowOf("the same, all on totals (avg)", await measure(store, ["avg > 900"]), 100),
      rowOf("the same, all on percentiles (p95)", await measure(store, ["p95 > 990"]), null),
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(store: Store, say: (line: string) => void): Promise<void> {
  const step = dayMs / perSeries;
  for (let from = 0; from < perSeries; from += 50) {
    const samples: Sample[] = [];
    for (let metric = 0; metric < metrics; metric += 1)
      for (let job = 0; job < jobs; job += 1)
        for (let at = from; at < from + 50; at += 1)
          samples.push({
            metric: `m${metric}`,
            labels: { project: "bench", environment: "prod", job: `job-${job}` },
            at: Math.round(now - dayMs + (at + 1) * step),
            value: (at * 7_919 + job * 31 + metric) % 1_000,
          });
    await store.transaction((tx) => tx.metrics.record("bench", samples));
    if (from % 250 === 0) say(`rules: ${from * metrics * jobs} samples stored`);
  }
}

async function measure(store: Store, conditions: readonly string[]): Promise<number> {
  const rules = makeRules(conditions);
  const judging = { project: "bench", now, firesFrom: 0 };
  const nothing = { rule: undefined, series: new Map() };
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    const readings = await readRules(rules, { store, project: "bench", now, running: [] });
    for (const rule of rules) judgeRule(rule, readings.get(rule) ?? [], nothing, judging);
    took.push(performance.now() - began);
  }
  return median(took);
}

function makeRules(conditions: readonly string[]): Rule[] {
  return Array.from({ length: metrics * jobs }, (_, at) => {
    const settings = ruleSettings.parse({
      name: `r${at}`,
      metric: `m${at % metrics}`,
      matchers: [`job="job-${Math.floor(at / metrics)}"`],
      condition: conditions[(at + Math.floor(at / metrics)) % conditions.length],
      window: "1d",
    });
    const rule = ruleOf(settings, "file");
    if (rule === null) throw new TypeError("A rule of the bench can't be read.");
    return rule;
  });
}

function rowOf(work: string, ms: number, bar: number | null): Row {
  const measured = `${ms.toFixed(1)} ms`;
  if (bar === null) return { work, measured, ratio: null, bar: null, meets: null };
  return { work, measured, ratio: null, bar: `≤ ${bar} ms`, meets: ms <= bar };
}
