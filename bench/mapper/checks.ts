import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mapperBin } from "../../test/setup/dist.ts";
import { writeCapture } from "../inspect/sample-capture.ts";
import { installPeer } from "../python-peer.ts";
import { atLeast, median, type Row } from "../row.ts";
import { throughPipes } from "./pipes.ts";

const records = 1_000_000;
/** meltano-map-transform takes half a minute for the whole. */
const recordsOfTransform = 40_000;
const rounds = 3;
const mapTransform = "from meltano_map_transform.mapper import StreamTransform; StreamTransform.cli()";

const sixChecks = [
  { not_null: ["id", "order_nbr"] },
  { range: { field: "total", min: 0 } },
  { length: { field: "order_nbr", max: 20 } },
  { pattern: { field: "order_nbr", regex: "^ORD[0-9]+$" } },
  { enum: { field: "status", values: ["OPEN", "PICKED", "PACKED", "SHIPPED", null] } },
  { format: { field: "mod_ts", format: "date-time" } },
];

/** What each row of the table checks, and how fast that has to be against parsing alone. */
const kinds = [
  { name: "off", work: "no checks", bar: null, config: { checks: "off" } },
  {
    name: "validated",
    work: "every record parsed and validated",
    bar: 0.75,
    config: {
      defaults: { checks: false, columns: false },
      streams: { orders: { checks: [{ schema: {} }] } },
    },
  },
  { name: "default", work: "default checks", bar: 0.68, config: { defaults: { columns: false } } },
  {
    name: "six",
    work: "default checks, six of fields",
    bar: 0.6,
    config: { defaults: { columns: false }, streams: { orders: { checks: sixChecks } } },
  },
  {
    name: "columns",
    work: "the same and metrics of every column",
    bar: 0.5,
    config: { streams: { orders: { checks: sixChecks } } },
  },
] as const;

type Kind = (typeof kinds)[number];

/**
 * The mapper that looks into records of about 390 bytes, half of them with decimals, against a loop that only parses the
 * same lines, and against meltano-map-transform doing nothing. All run between the same two `cat`s, in turn.
 */
export async function checkRows(say: (line: string) => void): Promise<Row[]> {
  const bin = await installPeer("meltano-map-transform==0.12.3", say);
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const [whole, part] = [join(folder, "whole.singer"), join(folder, "part.singer")];
  writeFileSync(join(folder, "meltano.yml"), "default_environment: dev\n");
  writeFileSync(join(folder, "transform.json"), JSON.stringify({ stream_maps: {} }));
  for (const { name, config } of kinds) writeFileSync(join(folder, `${name}.json`), JSON.stringify(config));
  writeCapture(whole, records);
  writeCapture(part, recordsOfTransform);
  const parser = [process.execPath, join(import.meta.dirname, "../inspect/parse-lines.js"), "/dev/stdin"];
  const transform = [join(bin, "python"), "-c", mapTransform, "--config", join(folder, "transform.json")];
  const rates = new Map<string, number[]>();
  const measure = async (name: string, file: string, count: number, command: readonly string[]) => {
    const rate = count / (await throughPipes(file, command, folder));
    rates.set(name, [...(rates.get(name) ?? []), rate]);
  };
  try {
    for (let round = 0; round < rounds; round++) {
      await measure("parse", whole, records, parser);
      await measure("transform", part, recordsOfTransform, transform);
      for (const { name } of kinds) await measure(name, whole, records, command(folder, name));
      say(`checks ${round + 1}/${rounds}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const rateOf = (name: string): number => median(rates.get(name) ?? []);
  return [...kinds.flatMap((kind) => againstParse(kind, rateOf)), ...againstTransform(rateOf)];
}

function againstParse({ name, work, bar }: Kind, rateOf: (name: string) => number): Row[] {
  if (bar === null) return [];
  const [rate, parse] = [rateOf(name), rateOf("parse")];
  const measured = `${text(rate)}; JSON.parse alone ${text(parse)}`;
  return [atLeast(bar, { work: `mapper, ${work}, of JSON.parse alone`, measured, ratio: rate / parse })];
}

function againstTransform(rateOf: (name: string) => number): Row[] {
  const transform = rateOf("transform");
  const row = (name: string, work: string, bar: number): Row =>
    atLeast(bar, {
      work: `mapper, ${work}, times meltano-map-transform`,
      measured: `${text(rateOf(name))}; meltano-map-transform ${text(transform)}`,
      ratio: rateOf(name) / transform,
    });
  return [row("off", "no checks", 20), row("columns", "all of these", 8)];
}

function command(folder: string, name: string): string[] {
  return [process.execPath, mapperBin, "--config", join(folder, `${name}.json`)];
}

function text(rate: number): string {
  return `${Math.round(rate / 1000)}k records/s`;
}
