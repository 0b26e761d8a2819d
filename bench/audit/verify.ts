import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyAudit } from "../../src/app/audit/verify-audit.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { aBlock, aRun, aSegment } from "../../test/fixtures/store/samples.ts";
import { atLeast, median, type Row, told } from "../row.ts";

const now = Date.UTC(2026, 2, 2, 12, 0, 0);
const runs = 300;
const segments = 1_000;
const rounds = 5;
const bar = 100_000;

/** All of an account of 300 runs with 1,000 segments each, read again and again from the store. */
export async function verifyRows(say: (line: string) => void): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const store = await openStore({ url: "sqlite:bench.db", projectRoot: folder, clock: { now: () => now } });
  try {
    for (let run = 0; run < runs; run += 1) await fill(store, run);
    const times: number[] = [];
    let entries = 0;
    for (let round = 0; round < rounds; round += 1) {
      const began = performance.now();
      const verified = await verifyAudit(store, { checkpoints: [], trusted: new Set() });
      if (verified.breach !== null) throw new Error(verified.breach.reason);
      times.push(performance.now() - began);
      entries = verified.entries;
    }
    const rate = Math.round((entries / median(times)) * 1_000);
    say(`verified ${entries} entries ${rounds} times`);
    const measured = `${rate.toLocaleString("en")} entries/s`;
    return [
      atLeast(bar, {
        work: `audit verify of ${entries.toLocaleString("en")} entries`,
        measured,
        ratio: rate,
      }),
      told({ work: "the memory of the process after it", measured: rss(), ratio: null }),
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(store: Store, run: number): Promise<void> {
  const runId = `0199aaaa-0000-7000-8000-${String(run).padStart(12, "0")}`;
  const blockId = `block ${run}`;
  const rows = Array.from({ length: segments }, (_, at) =>
    aSegment({ number: at + 1, records: at, closedAt: now + run * segments + at }),
  );
  await store.apply([
    { kind: "run_opened", run: aRun({ runId, status: "running", endedAt: null }) },
    { kind: "block_opened", block: aBlock({ blockId, runId }) },
    { kind: "segments", blockId, runId, segments: rows },
    { kind: "run_changed", runId, changes: { status: "success", endedAt: now, exitCode: 0, complete: true } },
  ]);
}

function rss(): string {
  return `${Math.round(process.memoryUsage().rss / 1e6)} MB`;
}
