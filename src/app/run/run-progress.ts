import { type Bottleneck, bottleneckOf } from "../../mapper/bottleneck.ts";
import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import { waitingFor } from "../../runner/stall.ts";

/** Where a run stands between its attempts. */
export interface RunPhase {
  /** When the first attempt began: the time limit is that of the whole. */
  beganAt: number;
  attempt: number;
  /** How many attempts there may be. */
  of: number;
  /** When the next attempt begins, while it is waited for. */
  nextAt: number | null;
  /** Source and target are looked at; Meltano is not started yet. */
  preflight: boolean;
}

/** What can be shown of a run that goes on. */
export interface RunProgress {
  readonly job: string;
  readonly elapsedMs: number;
  /** `null` where there is only one. */
  readonly attempt: { readonly number: number; readonly of: number } | null;
  /** `null` unless the next attempt is waited for. */
  readonly nextAttemptInMs: number | null;
  readonly preflight: boolean;
  /** Which side the pipe waits for just now; `null` while nobody can say. */
  readonly waitingFor: "tap" | "target" | null;
  /** Where it stands by what is usual, in words; `null` where there is nothing to say. */
  readonly usual: string | null;
  /** Which side was the slow one up to now. */
  readonly bottleneck: Bottleneck;
  readonly streams: readonly {
    readonly stream: string;
    readonly records: number;
    readonly bytes: number;
    /** Records a second since the last look; `null` at the first. */
    readonly rate: number | null;
  }[];
}

/** One look at a run's counts. */
export interface ProgressLook {
  readonly at: number;
  readonly blocks: readonly MapperBlock[];
  readonly streams: readonly StreamCount[];
}

/** The progress between two looks. */
export function progressBetween(
  {
    job,
    startedAt,
    usual = null,
    phase: { attempt, of, nextAt, preflight },
  }: {
    readonly job: string;
    readonly startedAt: number;
    readonly usual?: string | null;
    readonly phase: Readonly<RunPhase>;
  },
  before: ProgressLook | null,
  look: ProgressLook,
): RunProgress {
  const open = look.blocks.findLast(({ closedAt }) => closedAt === null);
  const earlier = before?.blocks.find(({ blockId }) => blockId === open?.blockId);
  return {
    job,
    elapsedMs: look.at - startedAt,
    attempt: of > 1 ? { number: attempt, of } : null,
    nextAttemptInMs: nextAt === null ? null : Math.max(0, nextAt - look.at),
    preflight,
    waitingFor: open === undefined ? null : waitingFor(open, earlier),
    usual,
    bottleneck: bottleneckOf(look.blocks),
    streams: look.streams.map(({ stream, records, bytes }) => {
      const known = before?.streams.find((one) => one.stream === stream);
      const seconds = before === null ? 0 : (look.at - before.at) / 1000;
      return {
        stream,
        records,
        bytes,
        rate: known && seconds > 0 ? (records - known.records) / seconds : null,
      };
    }),
  };
}
