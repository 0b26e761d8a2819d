import type { MapperBlock } from "../model/mapper-block.ts";
import { decideStall, type FlowSeen, flowsOfMappers, noStall, type Stall } from "./stall.ts";

export interface StallWatchOptions {
  readonly stallAfterMs: number | null;
  readonly now: () => number;
  /** What a stall is told to. */
  readonly onStall: (stall: Stall) => void;
  readonly onFlow: () => void;
}

/** What is known of the run at one look. */
export interface StallLook {
  /** What our mappers told; `null` where the store can't be asked. */
  readonly blocks: readonly MapperBlock[] | null;
  /** The number of blocks that ended by the log. */
  readonly blocksDone: number;
  /** Records that taps named in their metrics; `null` where none did. */
  readonly tapRecords: number | null;
  readonly tapLives: boolean;
}

/** An SDK tap names its counts once a minute: without a mapper nothing shorter than this can be seen. */
const metricsMs = 120_000;

/** Looks for a stall again and again, and remembers between the looks. */
export function createStallWatch({
  stallAfterMs,
  now,
  onStall,
  onFlow,
}: StallWatchOptions): (look: StallLook) => void {
  let state = noStall;
  let before: readonly MapperBlock[] = [];
  let metrics = { block: 0, recordsBefore: 0 };
  return (look) => {
    const blocks = look.blocks ?? [];
    const mapped = flowsOfMappers(blocks, before);
    before = blocks;
    if (metrics.block !== look.blocksDone)
      metrics = { block: look.blocksDone, recordsBefore: look.tapRecords ?? 0 };
    const watched = blocks.some(({ closedAt }) => closedAt === null);
    const seen =
      watched || look.blocks === null ? mapped : [...mapped, flowOfMetrics(look, metrics.recordsBefore)];
    const limitMs = stallAfterMs === null || watched ? stallAfterMs : Math.max(stallAfterMs, metricsMs);
    const decision = decideStall(state, { seen, stallAfterMs: limitMs, now: now() });
    state = decision.state;
    if (decision.fired !== null) onStall(decision.fired);
    if (decision.resolved) onFlow();
  };
}

/** Without a mapper only a tap that named a count of this block, and lives, can stall. */
function flowOfMetrics({ tapRecords, tapLives, blocksDone }: StallLook, recordsBefore: number): FlowSeen {
  const records = tapRecords ?? 0;
  return {
    block: `metrics of block ${blocksDone}`,
    records,
    flowing: tapLives && records > recordsBefore,
    waitingFor: null,
  };
}
