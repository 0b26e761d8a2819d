import type { JobPast, LevelMetric, StreamPast } from "../../model/stream-history.ts";
import { levelMetrics } from "../../model/stream-history.ts";
import { type Judgement, judgePoint, type LocalTime, localTimeIn } from "../../quality/index.ts";
import type { JobScope } from "../../store/index.ts";

/** What is usual for one metric of a stream, and how its last good run stands to that. */
export interface Baseline {
  readonly job: string;
  readonly environment: string;
  readonly stream: string;
  readonly metric: LevelMetric;
  /** Good runs that it looks back on. */
  readonly runs: number;
  readonly last: {
    readonly runId: string;
    readonly at: number;
    readonly value: number;
    readonly flagged: boolean;
  };
  /** The last run against those before it. */
  readonly judged: Judgement;
  /** The values of the newest runs, oldest first. */
  readonly values: readonly number[];
  readonly acceptedFrom: number | null;
}

/** Values that a sparkline shows. */
const shownValues = 30;

/** The numbers behind `volume`, with its settings' defaults, for all streams or one. */
export function baselinesOf(
  scope: JobScope,
  past: JobPast,
  options: {
    readonly stream: string | null;
    readonly metric: LevelMetric | null;
    readonly timezone: string;
  },
): Baseline[] {
  const localTime = localTimeIn(options.timezone);
  const metrics = levelMetrics.filter((metric) => options.metric === null || metric === options.metric);
  return past.streams
    .filter(({ stream }) => options.stream === null || stream === options.stream)
    .sort((a, b) => (a.stream < b.stream ? -1 : 1))
    .flatMap((stream) => metrics.flatMap((metric) => baselineOf(scope, stream, metric, localTime)));
}

function baselineOf(
  { job, environment }: JobScope,
  past: StreamPast,
  metric: LevelMetric,
  localTime: LocalTime,
): Baseline[] {
  const points = past.points[metric];
  const last = points.at(-1);
  if (last === undefined) return [];
  const accepted = past.accepted[metric];
  const judged = judgePoint(last.value, last.at, points.slice(0, -1), {
    ...{ scale: "count", sensitivity: 3, minHistory: 7 },
    ...{ accepted, localTime },
  });
  return [
    {
      ...{ job, environment, stream: past.stream, metric, runs: points.length, last, judged },
      values: points.slice(-shownValues).map(({ value }) => value),
      acceptedFrom: accepted?.from ?? null,
    },
  ];
}
