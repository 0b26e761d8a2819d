import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "../../src/model/fact.ts";
import { openStore } from "../../src/store/index.ts";
import { aBlock, aRun, aSegment } from "../../test/fixtures/store/samples.ts";
import { mapperBin } from "../../test/setup/dist.ts";
import { usualStream, writeStream } from "../mapper/data.ts";
import { throughPipes } from "../mapper/pipes.ts";
import { atMost, median, type Row } from "../row.ts";

const records = 1_000_000;
const segments = 100;
const rounds = 5;
const now = Date.UTC(2026, 2, 2, 12, 0, 0);

/**
 * The processor's time for the account of a usual run (its opening, a segment for each 10,000 records, its end, written as they
 * come), against the time that a mapper with nothing to check takes for the records.
 */
export async function shareRow(say: (line: string) => void): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  try {
    say(`a mapper for ${records} records`);
    const mapper = await mapperSeconds(folder);
    const account = await accountSeconds(folder);
    return atMost(0.01, {
      work: "the account of a run of 1,000,000 records, of the mapper's time",
      measured: `${(account * 1_000).toFixed(1)} ms of ${mapper.toFixed(2)} s`,
      ratio: account / mapper,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function mapperSeconds(folder: string): Promise<number> {
  writeFileSync(join(folder, "meltano.yml"), "default_environment: dev\n");
  writeFileSync(join(folder, "config.json"), JSON.stringify({ checks: "off" }));
  const file = join(folder, "usual.jsonl");
  await writeStream(file, usualStream(records));
  const command = [process.execPath, mapperBin, "--config", join(folder, "config.json")];
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await throughPipes(file, command, folder));
  return median(times);
}

/** All of what is written for the account, the segments' own rows included: there is no telling them apart. */
async function accountSeconds(folder: string): Promise<number> {
  const store = await openStore({ url: "sqlite:account.db", projectRoot: folder, clock: { now: () => now } });
  const times: number[] = [];
  for (let round = 0; round < rounds * 3; round += 1) {
    const before = process.cpuUsage();
    for (const facts of factsOf(round)) await store.apply(facts);
    const { user, system } = process.cpuUsage(before);
    // The first runs warm the statements up, as a mapper's first segments do.
    if (round >= rounds) times.push((user + system) / 1_000_000);
  }
  await store.close();
  return median(times);
}

function factsOf(run: number): Fact[][] {
  const runId = `0199aaaa-0000-7000-8000-${String(run).padStart(12, "0")}`;
  const blockId = `block ${run}`;
  // A STATE each 10,000 records; a mapper at full speed has several of them in each transaction.
  const tenth = (from: number): Fact => ({
    ...{ kind: "segments", blockId, runId },
    segments: Array.from({ length: segments / 10 }, (_, at) => aSegment({ number: from + at })),
  });
  return [
    [
      { kind: "run_opened", run: aRun({ runId, status: "running" }) },
      { kind: "block_opened", block: aBlock({ blockId, runId }) },
    ],
    ...Array.from({ length: 10 }, (_, at) => [tenth((at * segments) / 10 + 1)]),
    [
      { kind: "block_closed", blockId, at: now, exitCode: 0, reason: null },
      { kind: "run_changed", runId, changes: { status: "success", endedAt: now, complete: true } },
    ],
  ];
}
