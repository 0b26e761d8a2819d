import type { Fact } from "../model/fact.ts";
import type { BlockTotals, MapperBlock } from "../model/mapper-block.ts";
import type { MapperOptions } from "./run-mapper.ts";

/** The facts that everything else of a block belongs to. */
export function openingFacts({ block, ownRun, timing }: MapperOptions): Fact[] {
  const now = timing.now();
  const opened: MapperBlock = {
    ...emptyTotals,
    ...block,
    openedAt: now,
    heartbeatAt: now,
    closedAt: null,
    exitCode: null,
    reason: null,
    flight: null,
  };
  const opening: Fact = { kind: "block_opened", block: opened };
  return ownRun === null ? [opening] : [{ kind: "run_opened", run: ownRun }, opening];
}

const emptyTotals: BlockTotals = {
  waitingForTapMs: 0,
  waitingForTargetMs: 0,
  ownWorkMs: 0,
  lines: 0,
  bytesIn: 0,
  bytesOut: 0,
  records: 0,
  statesIn: 0,
  statesForwarded: 0,
  sawEof: false,
  incomplete: false,
  uncovered: 0,
};
