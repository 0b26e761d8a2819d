import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { impactDocument, impactView } from "../../src/app/lineage/impact-view.ts";
import { lineageDocument } from "../../src/app/lineage/lineage-document.ts";
import { type LineageQuestion, lineageView } from "../../src/app/lineage/lineage-view.ts";
import type { Fact } from "../../src/model/fact.ts";
import type { ColumnFlow, CountedFlow } from "../../src/model/lineage.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { goodRun } from "../../test/fixtures/runs/seed.ts";
import { atMost, median, type Row, told } from "../row.ts";

const now = Date.UTC(2026, 2, 2, 12, 0, 0);
const runs = 10_000;
const jobs = 10;
const streams = 100;
const columns = 20;
const rounds = 9;
const barMs = 100;

/** 10,000 runs of ten jobs, each of 100 streams of 20 columns: the second half of the jobs reads what the first half writes. */
export async function lineageRows(say: (line: string) => void): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const store = await openStore({ url: "sqlite:bench.db", projectRoot: folder, clock: { now: () => now } });
  try {
    const perRun = await fill(store, say);
    const size = statSync(join(folder, "bench.db")).size / 1e6;
    const ask = (asked: Partial<LineageQuestion>) => async () => {
      const view = await lineageView(store, { dataset: null, up: false, down: false, run: null, ...asked });
      return lineageDocument(view, asked.dataset !== undefined);
    };
    const dataset = "raw.t7_j2";
    return [
      row("lineage show DATASET --columns, 10,000 runs × 100 streams", await timed(ask({ dataset }))),
      row("lineage show --run, one of these runs", await timed(ask({ run: idOf(5_000) }))),
      row(
        "lineage impact DATASET, the same",
        await timed(async () => impactDocument(await impactView(store, dataset))),
      ),
      row("lineage show, all 1,000 streams at once", await timed(ask({}))),
      told({
        work: "lineage of a run of 100 streams, written down",
        measured: `${perRun.toFixed(1)} ms, ${((size * 1e3) / runs).toFixed(1)} kB a run`,
        ratio: null,
      }),
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(work: string, ms: number): Row {
  return atMost(1, { work, measured: `${ms.toFixed(1)} ms of ${barMs} ms`, ratio: ms / barMs });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return median(took);
}

const atOnce = 100;

async function fill(store: Store, say: (line: string) => void): Promise<number> {
  const began = performance.now();
  for (let from = 0; from < runs; from += atOnce) {
    const facts = Array.from({ length: atOnce }, (_, at) => factsOf(from + at)).flat();
    await store.apply(facts);
    if (from % 2_000 === 0) say(`lineage: ${from} runs stored`);
  }
  return (performance.now() - began) / runs;
}

function idOf(run: number): string {
  return `0199aaaa-0000-7000-8000-${String(run).padStart(12, "0")}`;
}

function factsOf(number: number): Fact[] {
  const [runId, job, at] = [idOf(number), number % jobs, now - (runs - number) * 60_000];
  const flows = Array.from({ length: streams }, (_, stream) => flowOf(job, stream));
  const run = { ...goodRun, runId, job: `job-${job}`, startedAt: at, endedAt: at + 30_000 };
  const block = { number: 0, tap: "tap-x", target: "target-y", mappings: ["watch"], loadMethod: null, flows };
  return [
    { kind: "run_opened", run },
    {
      kind: "lineage",
      runId,
      seenAt: at + 30_000,
      lineage: { project: run.project, environment: run.environment, job: run.job, at, blocks: [block] },
    },
  ];
}

const identities: readonly ColumnFlow[] = Array.from({ length: columns }, (_, column) => ({
  to: `column_${column}`,
  from: [`column_${column}`],
  kind: "identity",
  masking: false,
  by: null,
}));

function flowOf(job: number, stream: number): CountedFlow {
  const half = jobs / 2;
  const read = job < half ? `shop.public.t${stream}_j${job}` : `dwh.raw.t${stream}_j${job - half}`;
  const written = job < half ? `dwh.raw.t${stream}_j${job}` : `dwh.mart.t${stream}_j${job - half}`;
  return {
    stream: `public-t${stream}`,
    source: { namespace: "postgres://db:5432", name: read, unknown: null },
    target: { namespace: "postgres://db:5432", name: written, unknown: null },
    schemaHash: "abc",
    intoStream: identities,
    intoTarget: identities,
    dropped: [],
    notes: [],
    records: 1_000,
    forwarded: 1_000,
  };
}
