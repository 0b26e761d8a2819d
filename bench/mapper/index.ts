import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mapperBin } from "../../test/setup/dist.ts";
import { atLeast, atMost, median, type Row, told } from "../row.ts";
import { longLine, manyStreams, stateAfterEach, usualStream, writeStream } from "./data.ts";
import { peakMemory, throughPipes } from "./pipes.ts";

const rounds = 5;
const records = 1_000_000;
const statesOfEach = 300_000;
const recordsOfStreams = 10_000_000;

/**
 * The mapper with nothing to check, between `cat` and `cat`: against `cat` in its place and against a Node that only
 * copies; with a STATE after each record; and how much memory it takes.
 */
export async function mapperRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  writeFileSync(join(folder, "meltano.yml"), "default_environment: dev\n");
  writeFileSync(join(folder, "config.json"), JSON.stringify({ checks: "off" }));
  try {
    return [
      ...(await passThroughRows(folder)),
      await stateRow(folder),
      await memoryRow(
        folder,
        "memory: 10,000,000 records, 1,000 streams",
        manyStreams(recordsOfStreams, 1000),
      ),
      await memoryRow(folder, "memory: one line of 60 MiB", longLine(60)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function passThroughRows(folder: string): Promise<Row[]> {
  const file = join(folder, "usual.jsonl");
  const bytes = await writeStream(file, usualStream(records));
  const copy = join(import.meta.dirname, "copy.mjs");
  const commands = { cat: ["cat"], copy: [process.execPath, copy], mapper: mapperCommand(folder) };
  const times = { cat: [] as number[], copy: [] as number[], mapper: [] as number[] };
  for (let round = 0; round <= rounds; round++)
    for (const name of ["cat", "copy", "mapper"] as const) {
      const seconds = await throughPipes(file, commands[name], folder);
      // The first round fills caches and does not count.
      if (round > 0) times[name].push(seconds);
    }
  const [cat, node, mapper] = [median(times.cat), median(times.copy), median(times.mapper)];
  const speed = (seconds: number): string =>
    `${seconds.toFixed(2)} s, ${Math.round(bytes / seconds / 1e6)} MB/s`;
  const measured = `${speed(mapper)}, ${Math.round(records / mapper / 1000)}k records/s`;
  return [
    atLeast(0.5, {
      work: "mapper, no checks, as fast as cat",
      measured: `${measured}; cat ${speed(cat)}`,
      ratio: cat / mapper,
    }),
    told({
      work: "mapper, no checks, as fast as a Node that copies",
      measured: `${measured}; copy ${speed(node)}`,
      ratio: node / mapper,
    }),
  ];
}

async function stateRow(folder: string): Promise<Row> {
  const file = join(folder, "states.jsonl");
  await writeStream(file, stateAfterEach(statesOfEach));
  const times: number[] = [];
  for (let round = 0; round < 3; round++) times.push(await throughPipes(file, mapperCommand(folder), folder));
  const perSecond = statesOfEach / median(times);
  const measured = `${Math.round(perSecond / 1000)}k STATEs/s, each with its segment durable`;
  return atLeast(1, { work: "a STATE after every record, of 100k/s", measured, ratio: perSecond / 100_000 });
}

async function memoryRow(folder: string, work: string, chunks: Iterable<Buffer>): Promise<Row> {
  const mebibytes = await peakMemory(chunks, mapperCommand(folder), folder);
  return atMost(1, {
    work: `${work}, of 200 MB`,
    measured: `${Math.round(mebibytes)} MiB`,
    ratio: (mebibytes * 1.048576) / 200,
  });
}

function mapperCommand(folder: string): string[] {
  return [process.execPath, mapperBin, "--config", join(folder, "config.json")];
}
