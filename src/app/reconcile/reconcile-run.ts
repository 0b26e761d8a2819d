import type { Json } from "../../lib/canonical-json.ts";
import type { Fact } from "../../model/fact.ts";
import type { Finding, PassedCheck } from "../../model/finding.ts";
import type { Run, StreamClaim } from "../../model/run.ts";
import { type EntryPlan, lateFinding, planStream } from "../../quality/index.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { checkSettings } from "../quality/check-settings.ts";
import type { Difference, Sides } from "./compare-sides.ts";
import { type FirstSegment, firstSegment, segmentSentence } from "./first-segment.ts";
import { type GatheredStream, gather, readCounts } from "./gather.ts";
import { segmentsOf } from "./walk-segments.ts";

/** A difference, and where it shows first. */
export interface LocatedDifference extends Difference {
  readonly segment: FirstSegment | null;
}

/** One comparison of a stream's counts, under a name of its own, so that another look ends only what it looked at. */
export interface Look {
  /** What stands behind the entry's name. */
  readonly suffix: "" | ".source_rows" | ".target_rows";
  readonly differences: readonly LocatedDifference[];
  /** Whether there was anything to compare. */
  readonly looked: boolean;
  /** The number that did not fit; `null` where the ends' own is meant. */
  readonly value: number | null;
}

/** A stream and everything that was compared of it. */
export interface LookedStream {
  readonly sides: Sides;
  readonly tap: string | null;
  readonly looks: readonly Look[];
}

/** The entries of a stream that ask for `reconcile`. */
export type ReconcileEntries = (stream: string, tap: string | null) => readonly EntryPlan[];

/** The findings of what does not fit, and the checks that found nothing; for a run that went well, each entry that asks for it. */
export function reconcileFacts(
  run: Run,
  {
    streams,
    entries,
    at,
  }: { readonly streams: readonly LookedStream[]; readonly entries: ReconcileEntries; readonly at: number },
): Extract<Fact, { readonly kind: "findings" }>[] {
  if (run.status !== "success") return [];
  const told = streams.flatMap((stream) =>
    entries(stream.sides.stream, stream.tap).flatMap((entry) =>
      stream.looks.map((look) => judged(stream.sides, entry, look)),
    ),
  );
  const findings = told.flatMap((each) => each.findings);
  const passed = told.flatMap((each) => each.passed);
  if (findings.length === 0 && passed.length === 0) return [];
  return [{ kind: "findings", blockId: `${run.runId}.reconcile`, runId: run.runId, at, findings, passed }];
}

/**
 * Compares what tap and target said in their logs with what the mapper counted, and keeps what comes of it. Their claims are not
 * in the store yet when a run ends.
 */
export async function reconcileEnds(
  project: OpenedProject,
  { run, claims, at }: { readonly run: Run; readonly claims: readonly StreamClaim[]; readonly at: number },
): Promise<void> {
  const store = await project.store();
  const counts = await readCounts(store, run, { project: project.project, claims });
  const streams = await lookedAt(store, run, gather(counts).streams);
  const facts = reconcileFacts(run, { streams, entries: reconcileEntries(project), at });
  if (facts.length > 0) await store.apply(facts);
}

/** What a project's checks ask of its streams. */
export function reconcileEntries(project: OpenedProject): ReconcileEntries {
  const settings = checkSettings(project);
  return (stream, tap) =>
    planStream(settings, stream, tap).entries.filter(({ check }) => check.key === "reconcile");
}

async function lookedAt(
  store: Pick<Store, "blocks">,
  { runId }: Run,
  streams: readonly GatheredStream[],
): Promise<LookedStream[]> {
  const located = await locate(
    store,
    runId,
    new Map(streams.map(({ sides, comparison }) => [sides.stream, comparison.differences])),
  );
  return streams.map(({ sides, tap, comparison: { looked } }) => {
    const differences = located.get(sides.stream) ?? [];
    return { sides, tap, looks: [{ suffix: "", differences, looked, value: null }] };
  });
}

/** Finds where the differences of streams show first. Reads segments only where there is a difference. */
export async function locate(
  store: Pick<Store, "blocks">,
  runId: string,
  differences: ReadonlyMap<string, readonly Difference[]>,
): Promise<ReadonlyMap<string, readonly LocatedDifference[]>> {
  const wanted = new Set([...differences].filter(([, all]) => all.length > 0).map(([stream]) => stream));
  const segments = wanted.size === 0 ? new Map() : await segmentsOf(store, runId, wanted);
  return new Map(
    [...differences].map(([stream, all]) => [
      stream,
      all.map((one) => ({ ...one, segment: firstSegment(one, segments.get(stream) ?? []) })),
    ]),
  );
}

function judged(
  sides: Sides,
  plan: EntryPlan,
  { suffix, differences, looked, value }: Look,
): { readonly findings: readonly Finding[]; readonly passed: readonly PassedCheck[] } {
  const entry = { ...plan, name: `${plan.name}${suffix}` };
  const { stream, mapperSaw } = sides;
  if (differences.length > 0)
    return {
      findings: [
        lateFinding(entry, {
          stream,
          message: differences.map(messageOf).join(" "),
          records: mapperSaw ?? 0,
          value: value ?? sides.targetSaid ?? sides.tapSaid,
          details: detailsOf(sides, differences),
        }),
      ],
      passed: [],
    };
  return { findings: [], passed: looked && entry.mode === "active" ? [{ stream, name: entry.name }] : [] };
}

function messageOf({ message, segment }: LocatedDifference): string {
  return segment === null ? message : `${message} ${segmentSentence(segment)}`;
}

function detailsOf(
  sides: Sides,
  differences: readonly LocatedDifference[],
): { readonly [key: string]: Json } {
  const segment = differences.find((one) => one.segment !== null)?.segment ?? null;
  return { ...sidesDocument(sides), first_segment: segment === null ? null : segmentDocument(segment) };
}

/** What the sides counted, as documents and findings have it. */
export function sidesDocument(sides: Sides): { readonly [key: string]: Json } {
  return {
    tap_said: sides.tapSaid,
    mapper_saw: sides.mapperSaw,
    forwarded: sides.forwarded,
    quarantined: sides.quarantined,
    dropped: sides.dropped,
    target_said: sides.targetSaid,
  };
}

/** Where a difference shows, as documents and findings have it. */
export function segmentDocument(segment: FirstSegment): { readonly [key: string]: Json } {
  const { number, segments, firstRecord, lastRecord, atLatest } = segment;
  return {
    number,
    segments,
    first_record: firstRecord,
    last_record: lastRecord,
    at_latest: atLatest,
  };
}
