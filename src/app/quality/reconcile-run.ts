import type { Fact } from "../../model/fact.ts";
import type { Finding, PassedCheck } from "../../model/finding.ts";
import type { StreamCount } from "../../model/mapper-block.ts";
import type { Run, StreamClaim } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";

/** What both ends of the pipe and the mapper between them counted. */
export interface RunCounts {
  readonly run: Run;
  readonly blocks: number;
  readonly streams: readonly StreamCount[];
  readonly claims: readonly StreamClaim[];
}

/**
 * Tap said = mapper saw = forwarded + quarantined + dropped = target said, stream by stream, for a run that went well.
 * Who says nothing is unknown, and unknown is neither equal nor wrong. With several blocks the counts of a stream would
 * be mixed: nothing is said then.
 */
export function reconcileRun({ run, blocks, streams, claims }: RunCounts, at: number): Fact[] {
  if (run.status !== "success" || blocks !== 1) return [];
  const findings: Finding[] = [];
  const passed: PassedCheck[] = [];
  for (const counted of streams) {
    const said = (side: StreamClaim["side"]): number | null =>
      claims.find((claim) => claim.stream === counted.stream && claim.side === side)?.records ?? null;
    const sides = { tap: said("tap"), target: said("target") };
    if (sides.tap === null && sides.target === null) continue;
    const message = difference(counted, sides);
    if (message === null) passed.push({ stream: counted.stream, name: "reconcile" });
    else findings.push(findingOf(counted, message, sides));
  }
  if (findings.length === 0 && passed.length === 0) return [];
  return [{ kind: "findings", blockId: `${run.runId}.reconcile`, runId: run.runId, at, findings, passed }];
}

/** Compares what tap and target said in their logs with what the mapper counted, and keeps what comes of it. */
export async function reconcileEnds(
  store: Store,
  { run, claims, at }: { readonly run: Run; readonly claims: readonly StreamClaim[]; readonly at: number },
): Promise<void> {
  const { length: blocks } = await store.blocks.ofRun(run.runId);
  const streams = await store.blocks.streams(run.runId);
  const facts = reconcileRun({ run, blocks, streams, claims }, at);
  if (facts.length > 0) await store.apply(facts);
}

interface Sides {
  readonly tap: number | null;
  readonly target: number | null;
}

function difference(counted: StreamCount, { tap, target }: Sides): string | null {
  const { records, forwarded, quarantined, dropped } = counted;
  if (records !== forwarded + quarantined + dropped)
    return `${records} records came, and ${forwarded} forwarded, ${quarantined} quarantined and ${dropped} dropped are not as many.`;
  if (tap !== null && tap !== records) return `The tap says it sent ${tap} records, and ${records} came.`;
  if (target !== null && target !== forwarded)
    return `${forwarded} records were forwarded, and the target says it took ${target}.`;
  return null;
}

function findingOf({ stream, ...counted }: StreamCount, message: string, { tap, target }: Sides): Finding {
  return {
    ...{ check: "reconcile", name: "reconcile", stream, field: null, type: "reconciliation" },
    ...{ severity: "warning", outcome: "violated", level: "warn", mode: "active", action: "keep" },
    ...{ records: counted.records, violations: 1, targetCrashes: 0, targetCrash: false },
    ...{ threshold: { count: 1 }, message, samples: [], owner: null, tags: [], description: null },
    ...{ firstLine: null, changes: [], value: target ?? tap },
    details: {
      tap_said: tap,
      mapper_saw: counted.records,
      forwarded: counted.forwarded,
      quarantined: counted.quarantined,
      dropped: counted.dropped,
      target_said: target,
    },
  };
}
