import { type BaselinePoint, judgePoint, type LocalTime } from "../../src/quality/baseline/index.ts";
import { seededRandom } from "../../src/quality/columns/seeded-random.ts";

const dayMs = 86_400_000;

export interface Simulation {
  readonly runs: number;
  readonly histories: number;
  /** The least spread as a share of the median. */
  readonly floor: number;
  readonly noise: "uniform" | "normal";
  readonly weekend: number;
  readonly growthPerDay: number;
  readonly seed: number;
}

const utc: LocalTime = (at) => ({ weekday: new Date(at).getUTCDay(), hour: new Date(at).getUTCHours() });

/** The share of histories of healthy daily runs, each ±15 % of its level, in which at least one run was called unusual. */
export function falseAlarmShare(simulation: Simulation): number {
  const random = seededRandom(simulation.seed);
  let crying = 0;
  for (let index = 0; index < simulation.histories; index++) if (criesWolf(simulation, random)) crying++;
  return crying / simulation.histories;
}

function criesWolf(simulation: Simulation, random: () => number): boolean {
  const history: BaselinePoint[] = [];
  const start = Math.floor(random() * 7) * dayMs;
  let cried = false;
  for (let day = 0; day < simulation.runs; day++) {
    const at = start + day * dayMs;
    const value = Math.round(levelAt(simulation, at, day) * (1 + noiseOf(simulation, random)));
    const options = {
      scale: "count",
      sensitivity: 3,
      minHistory: 7,
      accepted: null,
      localTime: utc,
    } as const;
    const judged = judgePoint(value, at, history, { ...options, floor: simulation.floor });
    const flagged = judged.outcome === "unusual";
    cried ||= flagged;
    history.push({ runId: String(day), at, value, flagged });
  }
  return cried;
}

function levelAt({ weekend, growthPerDay }: Simulation, at: number, day: number): number {
  const isWeekend = [0, 6].includes(utc(at).weekday);
  return 20_000 * (isWeekend ? weekend : 1) * (1 + growthPerDay) ** day;
}

/** "±15 %": either never more than that, or that as the standard deviation, where more does come. */
function noiseOf({ noise }: Simulation, random: () => number): number {
  if (noise === "uniform") return 0.15 * (2 * random() - 1);
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(-0.9, 0.15 * normal);
}
