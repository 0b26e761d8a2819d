import { type Bottleneck, bottleneckOf } from "../../mapper/bottleneck.ts";
import type { MapperBlock, StreamCount } from "../../model/mapper-block.ts";
import { waitingFor } from "../../runner/stall.ts";

/** What can be shown of a run that goes on. */
export interface RunProgress {
  readonly job: string;
  readonly elapsedMs: number;
  /** Which side the pipe waits for just now; `null` while nobody can say. */
  readonly waitingFor: "tap" | "target" | null;
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
  { job, startedAt }: { readonly job: string; readonly startedAt: number },
  before: ProgressLook | null,
  look: ProgressLook,
): RunProgress {
  const open = look.blocks.findLast(({ closedAt }) => closedAt === null);
  const earlier = before?.blocks.find(({ blockId }) => blockId === open?.blockId);
  return {
    job,
    elapsedMs: look.at - startedAt,
    waitingFor: open === undefined ? null : waitingFor(open, earlier),
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
