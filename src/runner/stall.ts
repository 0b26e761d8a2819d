import type { MapperBlock } from "../model/mapper-block.ts";

/** What is seen of an extract-load block just now. */
export interface FlowSeen {
  /** Names the block: a mapper's, or the place in Meltano's plan. */
  readonly block: string;
  /** Records up to now; it is only asked whether they grew. */
  readonly records: number;
  /** Whether the tap gave a first message and is not done. */
  readonly flowing: boolean;
  /** Which side is waited for, where a mapper can tell. */
  readonly waitingFor: "tap" | "target" | null;
}

/** What the stall watch remembers between two looks. */
export interface StallState {
  readonly flows: Readonly<Record<string, { readonly records: number; readonly since: number }>>;
  /** The stall that was told and is not over. */
  readonly told: { readonly block: string; readonly since: number } | null;
}

export const noStall: StallState = { flows: {}, told: null };

export interface Stall {
  readonly since: number;
  readonly waitingFor: "tap" | "target" | null;
}

interface StallDecision {
  readonly state: StallState;
  /** A stall that began to be one just now, or is over just now. */
  readonly fired: Stall | null;
  readonly resolved: boolean;
  readonly reason: string;
}

/**
 * No record for `stallAfterMs` while a tap is not done is a stall. Counted from the block's first message: before it is
 * discovery, after the tap's end is the target's last merge, and both may take as long as they like.
 */
export function decideStall(
  state: StallState,
  {
    seen,
    stallAfterMs,
    now,
  }: { readonly seen: readonly FlowSeen[]; readonly stallAfterMs: number | null; readonly now: number },
): StallDecision {
  const flows = remember(state.flows, seen, now);
  const told = state.told;
  if (told !== null) {
    const over = flows[told.block]?.since !== told.since;
    return over
      ? {
          state: { flows, told: null },
          fired: null,
          resolved: true,
          reason: "records flow again, or the tap is done",
        }
      : { state: { flows, told }, fired: null, resolved: false, reason: "still stalled" };
  }
  const stalled = seen.find(({ block }) => isStalled(flows[block], stallAfterMs, now));
  const since = stalled === undefined ? undefined : flows[stalled.block]?.since;
  if (stalled === undefined || since === undefined)
    return {
      state: { flows, told: null },
      fired: null,
      resolved: false,
      reason: "records flow, or nothing is owed",
    };
  return {
    state: { flows, told: { block: stalled.block, since } },
    fired: { since, waitingFor: stalled.waitingFor },
    resolved: false,
    reason: "no record for too long",
  };
}

function remember(flows: StallState["flows"], seen: readonly FlowSeen[], now: number): StallState["flows"] {
  const flowing = seen.filter((flow) => flow.flowing);
  return Object.fromEntries(
    flowing.map(({ block, records }) => {
      const before = flows[block];
      return [block, before?.records === records ? before : { records, since: now }];
    }),
  );
}

function isStalled(
  flow: { readonly since: number } | undefined,
  stallAfterMs: number | null,
  now: number,
): boolean {
  return flow !== undefined && stallAfterMs !== null && now - flow.since >= stallAfterMs;
}

/** How our mappers see their blocks. `before` are the same blocks at the last look: what grew since says who is waited for. */
export function flowsOfMappers(blocks: readonly MapperBlock[], before: readonly MapperBlock[]): FlowSeen[] {
  return blocks.map((block) => {
    const earlier = before.find(({ blockId }) => blockId === block.blockId);
    return {
      block: block.blockId,
      records: block.records,
      flowing: block.lines > 0 && !block.sawEof && block.closedAt === null,
      waitingFor: waitingFor(block, earlier),
    };
  });
}

/** The side that the mapper waited for most since the last look; `null` where it did not wait, or nobody looked before. */
export function waitingFor(block: MapperBlock, earlier: MapperBlock | undefined): "tap" | "target" | null {
  if (earlier === undefined || block.closedAt !== null) return null;
  const tap = block.waitingForTapMs - earlier.waitingForTapMs;
  const target = block.waitingForTargetMs - earlier.waitingForTargetMs;
  if (tap <= 0 && target <= 0) return null;
  return tap >= target ? "tap" : "target";
}
