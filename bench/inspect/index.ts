import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pitchpipeBin } from "../../test/setup/dist.ts";
import { atLeast, median, type Row, told } from "../row.ts";
import { installCheckTap } from "./check-tap.ts";
import { writeCapture } from "./sample-capture.ts";

const records = 1_000_000;
/** singer-check-tap takes a minute for the whole. */
const recordsOfCheckTap = 40_000;
const rounds = 3;
const checkTap = "from singertools.check_tap import main; main()";

/** `inspect` of valid records against the real singer-check-tap and against parsing alone; the three take turns. */
export async function inspectRows(say: (line: string) => void): Promise<Row[]> {
  const python = await installCheckTap(say);
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const [whole, part] = [join(folder, "whole.singer"), join(folder, "part.singer")];
  writeCapture(whole, records);
  writeCapture(part, recordsOfCheckTap);
  const rates = { parse: [] as number[], checkTap: [] as number[], inspect: [] as number[] };
  try {
    for (let round = 0; round < rounds; round++) {
      const parser = join(import.meta.dirname, "parse-lines.js");
      rates.parse.push(records / (await secondsOf(process.execPath, [parser, whole], null)));
      rates.checkTap.push(recordsOfCheckTap / (await secondsOf(python, ["-c", checkTap], part)));
      rates.inspect.push(
        records / (await secondsOf(process.execPath, [pitchpipeBin, "inspect", whole], null)),
      );
      say(`inspect ${round + 1}/${rounds}: ${text(rates.inspect.at(-1) ?? 0)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rowsOf(median(rates.parse), median(rates.checkTap), median(rates.inspect));
}

function rowsOf(parse: number, checkTap: number, inspect: number): Row[] {
  const work = `inspect, ${records / 1e6}M valid records of ~370 B`;
  return [
    told({ work: `${work}: JSON.parse alone`, measured: text(parse), ratio: null }),
    told({ work: `${work}: singer-check-tap`, measured: text(checkTap), ratio: checkTap / parse }),
    told({ work: `${work}: of JSON.parse alone`, measured: text(inspect), ratio: inspect / parse }),
    atLeast(20, {
      work: `${work}: times singer-check-tap`,
      measured: text(inspect),
      ratio: inspect / checkTap,
    }),
  ];
}

async function secondsOf(command: string, args: readonly string[], input: string | null): Promise<number> {
  const stdin = input === null ? null : openSync(input, "r");
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: [stdin ?? "ignore", "ignore", "inherit"] });
  const [exitCode] = await once(child, "close");
  if (stdin !== null) closeSync(stdin);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${exitCode}`);
  return (performance.now() - startedAt) / 1000;
}

function text(rate: number): string {
  return `${Math.round(rate / 1000)}k records/s`;
}
