import { StreamColumns } from "../../src/quality/index.ts";
import { atMost, median, type Row, told } from "../row.ts";
import { falseAlarmShare } from "./false-alarms.ts";
import { sampleLines, sampleSchema } from "./sample-lines.ts";
import { uniqueRows } from "./unique-keys.ts";

const histories = 2000;
const records = 200_000;
const rounds = 7;

/** How often healthy histories are called unusual, by the floor of the spread; and what measuring every column costs. */
export async function qualityRows(): Promise<Row[]> {
  return [...falseAlarmRows(), columnRow(), ...uniqueRows()];
}

function falseAlarmRows(): Row[] {
  const plain = { runs: 25, histories, weekend: 1, growthPerDay: 0, seed: 1 } as const;
  const share = (floor: number): number => falseAlarmShare({ ...plain, noise: "normal", floor });
  const text = (value: number): string => `${(value * 100).toFixed(1)} % of ${histories} histories`;
  const rows = [0.02, 0.05].map((floor) => {
    const ratio = share(floor);
    return told({
      work: `false alarms in 25 runs, ±15 % noise, floor of ${floor * 100} %`,
      measured: text(ratio),
      ratio,
    });
  });
  const ratio = share(0.1);
  const work = "false alarms in 25 runs, ±15 % noise, floor of 10 %";
  const weekly = falseAlarmShare({
    ...plain,
    noise: "uniform",
    runs: 30,
    weekend: 0.3,
    growthPerDay: 0.01,
    floor: 0.1,
  });
  return [
    ...rows,
    atMost(0.05, { work, measured: text(ratio), ratio }),
    atMost(0.02, {
      work: "the same in 30 runs with weekends and growth",
      measured: text(weekly),
      ratio: weekly,
    }),
  ];
}

/** In one process and by turns, so that both see the same machine. */
function columnRow(): Row {
  const lines = sampleLines(records);
  const parse: number[] = [];
  const measured: number[] = [];
  for (let round = 0; round < rounds; round++) {
    parse.push(secondsOf(lines, (line) => JSON.parse(line)));
    const columns = new StreamColumns({ take: () => true });
    columns.declare(sampleSchema);
    measured.push(secondsOf(lines, (line) => columns.add(JSON.parse(line).record)));
  }
  const [alone, both] = [median(parse), median(measured)];
  const nanoseconds = Math.round(((both - alone) / records) * 1e9);
  return told({
    work: "sketches of every column (7), as fast as JSON.parse alone",
    measured: `${nanoseconds} ns more for a record`,
    ratio: alone / both,
  });
}

function secondsOf(lines: readonly string[], work: (line: string) => void): number {
  const startedAt = performance.now();
  for (const line of lines) work(line);
  return (performance.now() - startedAt) / 1000;
}
