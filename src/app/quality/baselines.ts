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

/** What `volume` is told for a stream. */
export interface Touchiness {
  readonly sensitivity: number;
  readonly minHistory: number;
}

/** The numbers behind `volume`, judged as its settings for the stream say, for all streams or one. */
export function baselinesOf(
  scope: JobScope,
  past: JobPast,
  options: {
    readonly stream: string | null;
    readonly metric: LevelMetric | null;
    readonly timezone: string;
    readonly touchiness: (stream: string) => Touchiness;
  },
): Baseline[] {
  const localTime = localTimeIn(options.timezone);
  const metrics = levelMetrics.filter((metric) => options.metric === null || metric === options.metric);
  return past.streams
    .filter(({ stream }) => options.stream === null || stream === options.stream)
    .sort((a, b) => (a.stream < b.stream ? -1 : 1))
    .flatMap((stream) =>
      metrics.flatMap((metric) =>
        baselineOf(scope, stream, metric, { localTime, ...options.touchiness(stream.stream) }),
      ),
    );
}

function baselineOf(
  { job, environment }: JobScope,
  past: StreamPast,
  metric: LevelMetric,
  how: Touchiness & { readonly localTime: LocalTime },
): Baseline[] {
  const points = past.points[metric];
  const last = points.at(-1);
  if (last === undefined) return [];
  const accepted = past.accepted[metric];
  const judged = judgePoint(last.value, last.at, points.slice(0, -1), {
    ...{ scale: "count", accepted },
    ...how,
  });
  return [
    {
      ...{ job, environment, stream: past.stream, metric, runs: points.length, last, judged },
      values: points.slice(-shownValues).map(({ value }) => value),
      acceptedFrom: accepted?.from ?? null,
    },
  ];
}
