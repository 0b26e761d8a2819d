import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "../../src/model/fact.ts";
import { openStore } from "../../src/store/index.ts";
import { makePostgres } from "../../test/fixtures/store/databases.ts";
import { aSegment } from "../../test/fixtures/store/samples.ts";
import { atMost, type Row } from "../row.ts";

const processes = 4;
const batches = 50;
const perBatch = 100;
const all = processes * batches * perBatch;

/** What one process appends: batches as group commit makes them, each a transaction that is on the disk. */
export function* appendingOrder(runId: string): Generator<Fact[]> {
  for (let batch = 0; batch < batches; batch += 1) {
    const segments = Array.from({ length: perBatch }, (_, at) =>
      aSegment({ number: batch * perBatch + at + 1 }),
    );
    yield [{ kind: "segments", blockId: `block ${runId}`, runId, segments }];
  }
}

/** Four processes that append to one account at the same time. */
export async function appendRows(say: (line: string) => void): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const database = await makePostgres();
  try {
    say(`appending ${all} entries from ${processes} processes, twice`);
    return [
      await appendRow("SQLite", `sqlite:${join(folder, "bench.db")}`),
      await appendRow("PostgreSQL", database.url),
    ];
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function appendRow(name: string, url: string): Promise<Row> {
  const store = await openStore({ url, projectRoot: "/", clock: { now: () => Date.now() } });
  const children = Array.from({ length: processes }, (_, at) => started(url, `run ${at}`));
  await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
  const began = performance.now();
  for (const { stdin } of children) stdin.write("go\n");
  await Promise.all(children.map((child) => once(child, "exit")));
  const each = (performance.now() - began) / all;
  const count = await store.audit.count();
  await store.close();
  if (count !== all) throw new Error(`${count} entries instead of ${all}`);
  return atMost(1, {
    work: `audit append, 4 processes at once on ${name}, milliseconds an entry`,
    measured: `${each.toFixed(3)} ms, ${Math.round(1_000 / each).toLocaleString("en")} entries/s`,
    ratio: each,
  });
}

function started(url: string, runId: string): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [join(import.meta.dirname, "appender.ts"), url, runId]);
  child.stderr.pipe(process.stderr);
  return child;
}
