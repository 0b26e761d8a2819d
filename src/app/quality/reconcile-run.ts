import type { Fact } from "../../model/fact.ts";
import type { Finding, PassedCheck } from "../../model/finding.ts";
import type { StreamCount } from "../../model/mapper-block.ts";
import type { Run, StreamClaim } from "../../model/run.ts";
import { type EntryPlan, lateFinding, planStream } from "../../quality/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { checkSettings } from "./check-settings.ts";

/** What both ends of the pipe and the mapper between them counted. */
export interface RunCounts {
  readonly run: Run;
  readonly blocks: number;
  readonly streams: readonly StreamCount[];
  readonly claims: readonly StreamClaim[];
  /** The entries of a stream that ask for it. */
  readonly entries: (stream: string) => readonly EntryPlan[];
}

/**
 * Tap said = mapper saw = forwarded + quarantined + dropped = target said, stream by stream, for a run that went well.
 * Who says nothing is unknown, and unknown is neither equal nor wrong. With several blocks the counts of a stream would
 * be mixed: nothing is said then.
 */
export function reconcileRun({ run, blocks, streams, claims, entries }: RunCounts, at: number): Fact[] {
  if (run.status !== "success" || blocks !== 1) return [];
  const told = streams.map((counted) => reconciled(counted, saidOf(counted.stream, claims), entries));
  const findings = told.flatMap((each) => each.findings);
  const passed = told.flatMap((each) => each.passed);
  if (findings.length === 0 && passed.length === 0) return [];
  return [{ kind: "findings", blockId: `${run.runId}.reconcile`, runId: run.runId, at, findings, passed }];
}

/** One stream, once for each entry that asks for it. */
function reconciled(
  counted: StreamCount,
  sides: Sides,
  entries: RunCounts["entries"],
): { readonly findings: readonly Finding[]; readonly passed: readonly PassedCheck[] } {
  if (sides.tap === null && sides.target === null) return { findings: [], passed: [] };
  const { stream } = counted;
  const asking = entries(stream);
  const message = difference(counted, sides);
  if (message !== null)
    return { findings: asking.map((entry) => findingOf(entry, counted, message, sides)), passed: [] };
  const told = asking.filter(({ mode }) => mode === "active");
  return { findings: [], passed: told.map(({ name }) => ({ stream, name })) };
}

/** Compares what tap and target said in their logs with what the mapper counted, and keeps what comes of it. */
export async function reconcileEnds(
  project: OpenedProject,
  { run, claims, at }: { readonly run: Run; readonly claims: readonly StreamClaim[]; readonly at: number },
): Promise<void> {
  const store = await project.store();
  const blocks = await store.blocks.ofRun(run.runId);
  const streams = await store.blocks.streams(run.runId);
  const entries = entriesFor(project, blocks[0]?.tap ?? null);
  const facts = reconcileRun({ run, blocks: blocks.length, streams, claims, entries }, at);
  if (facts.length > 0) await store.apply(facts);
}

function entriesFor(project: OpenedProject, tap: string | null): RunCounts["entries"] {
  const settings = checkSettings(project);
  return (stream) =>
    planStream(settings, stream, tap).entries.filter(({ check }) => check.key === "reconcile");
}

interface Sides {
  readonly tap: number | null;
  readonly target: number | null;
}

function saidOf(stream: string, claims: readonly StreamClaim[]): Sides {
  const of = (side: StreamClaim["side"]): number | null =>
    claims.find((claim) => claim.stream === stream && claim.side === side)?.records ?? null;
  return { tap: of("tap"), target: of("target") };
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

function findingOf(
  entry: EntryPlan,
  { stream, records, forwarded, quarantined, dropped }: StreamCount,
  message: string,
  { tap, target }: Sides,
): Finding {
  const details = {
    tap_said: tap,
    mapper_saw: records,
    forwarded,
    quarantined,
    dropped,
    target_said: target,
  };
  return lateFinding(entry, { stream, message, records, value: target ?? tap, details });
}
