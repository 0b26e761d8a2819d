import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { atMost, median, type Row, told } from "../row.ts";
import { writeLog } from "./sample-log.ts";

const bytes = 200_000_000;
const rounds = 5;
const program = join(import.meta.dirname, "read-log.ts");

interface Taken {
  /** Of the processor. */
  readonly ms: number;
  readonly rss: number;
  /** What it held at the end, of what it held halfway. */
  readonly growth: number;
  readonly category: string | null;
}

/** Diagnosis of a 200 MB log against understanding its lines alone, and what it holds at the end against what it held halfway. */
export async function diagnosisRows(say: (line: string) => void): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const log = join(folder, "run.log");
  try {
    writeLog(log, bytes);
    const read: Taken[] = [];
    const diagnosed: Taken[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      read.push(await take("read", log));
      diagnosed.push(await take("diagnose", log));
      say(`diagnosis ${round}/${rounds}: ${text(read.at(-1))}, ${text(diagnosed.at(-1))}`);
    }
    return rowsOf(read, diagnosed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(read: readonly Taken[], diagnosed: readonly Taken[]): Row[] {
  const [readMs, diagnosedMs] = [read, diagnosed].map((all) => median(all.map(({ ms }) => ms))) as [
    number,
    number,
  ];
  const rss = Math.max(...diagnosed.map((one) => one.rss));
  const categories = [...new Set(diagnosed.map(({ category }) => category))].join(", ");
  const work = "a failed run's log of 200 MB";
  return [
    told({
      work: `${work}: reading its lines`,
      measured: `${(readMs / 1000).toFixed(2)} CPU s`,
      ratio: null,
    }),
    atMost(2, {
      work: `${work}: diagnosed (${categories}), of reading it`,
      measured: `${(diagnosedMs / 1000).toFixed(2)} CPU s`,
      ratio: diagnosedMs / readMs,
    }),
    atMost(1.1, {
      work: `${work}: memory held at its end, of that halfway`,
      measured: `peak RSS ${Math.round(rss / 1e6)} MB`,
      ratio: Math.max(...diagnosed.map(({ growth }) => growth)),
    }),
  ];
}

async function take(mode: "read" | "diagnose", file: string): Promise<Taken> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", program, mode, file]);
  return JSON.parse(stdout) as Taken;
}

function text(taken: Taken | undefined): string {
  return `${((taken?.ms ?? 0) / 1000).toFixed(2)} s`;
}
