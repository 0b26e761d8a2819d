import type { TimeShares } from "../model/mapper-block.ts";

export type BottleneckSide = "tap" | "target" | "mapper" | "none" | "unknown";

/** Which side of the pipe made the others wait. */
export interface Bottleneck {
  readonly side: BottleneckSide;
  readonly confidence: "high" | "medium" | "low";
  /** Parts of the time, together 1; `null` where too little time passed to say. */
  readonly shares: { readonly tap: number; readonly target: number; readonly mapper: number } | null;
  /** What to try, in one or two sentences; `null` where nothing needs trying. */
  readonly advice: string | null;
}

/** Less than this says nothing: starting up takes as long. */
const leastMs = 2000;
const clearShare = 0.7;
const leadingShare = 0.5;
/** Two shares closer than this are no leader and follower. */
const clearLead = 0.15;

const caveat =
  "The pipes hold some records (64 KiB each, and Meltano's own buffer), so short waits are hidden.";

const advice: Readonly<Record<BottleneckSide, string | null>> = {
  tap:
    "The target was waiting for the tap: a larger page or fetch size, fewer streams selected, an index on the replication " +
    `key, or several streams at once may help. ${caveat}`,
  target:
    "The target was the slower side: a larger batch size, COPY or bulk loading, fewer indexes on the target tables " +
    `while loading, or a larger MELTANO_ELT_BUFFER_SIZE may help. ${caveat}`,
  mapper: `The mapper itself took most of the time: fewer checks, or \`checks: off\` for this mapping, may help. ${caveat}`,
  none: `Tap and target waited for each other in turn; speeding up one alone will gain little. ${caveat}`,
  unknown: null,
};

/**
 * What a mapper can't feel: Meltano buffers up to 100 MiB for a slow target, which then goes on loading when tap and
 * mapper are long done. The time from the last mapper's end to the run's counts as waiting for the target.
 */
export function withTargetsTail<
  Block extends TimeShares & { readonly closedAt: number | null; readonly sawEof: boolean },
>(blocks: readonly Block[], runEndedAt: number | null): Block[] {
  const last = Math.max(...blocks.map(({ closedAt }) => closedAt ?? Number.NEGATIVE_INFINITY));
  return blocks.map((block) => {
    if (runEndedAt === null || !block.sawEof || block.closedAt !== last) return block;
    const tailMs = Math.max(0, runEndedAt - last);
    return { ...block, waitingForTargetMs: block.waitingForTargetMs + tailMs };
  });
}

/** The verdict over all blocks of a run, from where their mappers spent their time. */
export function bottleneckOf(blocks: readonly TimeShares[]): Bottleneck {
  const tapMs = sum(blocks, (block) => block.waitingForTapMs);
  const targetMs = sum(blocks, (block) => block.waitingForTargetMs);
  const mapperMs = sum(blocks, (block) => block.ownWorkMs);
  const total = tapMs + targetMs + mapperMs;
  if (total < leastMs) return { side: "unknown", confidence: "low", shares: null, advice: null };
  const shares = { tap: tapMs / total, target: targetMs / total, mapper: mapperMs / total };
  const [first, second] = (["tap", "target", "mapper"] as const).toSorted((a, b) => shares[b] - shares[a]);
  const lead = shares[first ?? "tap"] - shares[second ?? "target"];
  const side = lead < clearLead ? "none" : (first ?? "none");
  return { side, confidence: confidenceOf(shares[first ?? "tap"], lead), shares, advice: advice[side] };
}

function confidenceOf(share: number, lead: number): Bottleneck["confidence"] {
  if (share >= clearShare) return "high";
  return share >= leadingShare && lead >= clearLead ? "medium" : "low";
}

function sum(blocks: readonly TimeShares[], of: (block: TimeShares) => number): number {
  return blocks.reduce((total, block) => total + of(block), 0);
}
