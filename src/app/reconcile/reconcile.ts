import type { HealthEffects } from "../../health/index.ts";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { type Bookmark, bookmarkOf, bookmarkOfText } from "./bookmark.ts";
import type { Comparison } from "./compare-sides.ts";
import { type GatheredRun, type GatheredStream, gather, readCounts } from "./gather.ts";
import { cautious, rowsDifference } from "./judge-rows.ts";
import { type LocatedDifference, locate } from "./reconcile-run.ts";
import { askSource, type Journey, type SourceAnswer, sourceCounter } from "./source-rows.ts";
import { countTargets, type TargetAnswer } from "./target-rows.ts";
import { lastBookmarks } from "./walk-segments.ts";

/** All that is known of one stream. */
export interface ReconciledStream extends Pick<GatheredStream, "sides" | "tap" | "target"> {
  readonly source: SourceAnswer | null;
  /** `null` where tables were not asked for. */
  readonly rows: TargetAnswer | null;
  /** Whether the ends of the pipe were held against what the mapper saw. */
  readonly looked: Comparison["looked"];
  readonly equal: boolean | null;
  readonly differences: readonly LocatedDifference[];
  readonly unknown: readonly string[];
}

export interface Reconciliation {
  readonly run: Run;
  readonly deep: boolean;
  /** No later run of the job was seen. */
  readonly isNewest: boolean;
  readonly totals: GatheredRun["totals"];
  readonly streams: readonly ReconciledStream[];
}

export interface ReconcileOptions {
  /** Asks the source where somebody can count there. */
  readonly source: boolean;
  /** Counts the rows in the target's tables too. */
  readonly deep: boolean;
  readonly effects: HealthEffects;
  /** For the tables of one target together. */
  readonly limitMs: number;
}

/** Holds against one another what everybody counted of a run; asks the source where somebody can, and with `deep` the target. */
export async function reconcile(
  project: OpenedProject,
  run: Run,
  options: ReconcileOptions,
): Promise<Reconciliation> {
  // What plugins are set to is a matter of the run's environment, not of the one asked from.
  const there = { ...project, environment: run.environment };
  const store = await project.store();
  const gathered = gather(await readCounts(store, run, { project: project.project }));
  const isNewest = await isNewestOfJob(store, run);
  const sources = options.source
    ? await askSources(there, gathered, options.effects)
    : new Map<string, SourceAnswer>();
  const targets = options.deep
    ? await askTargets(there, gathered, { ...options, isNewest })
    : new Map<string, TargetAnswer>();
  const streams = gathered.streams.map((stream) =>
    combine(stream, {
      source: sources.get(stream.sides.stream) ?? null,
      rows: targets.get(stream.sides.stream) ?? null,
    }),
  );
  const located = await withPlaces(store, run, streams);
  return { run, deep: options.deep, isNewest, totals: gathered.totals, streams: located };
}

/** Whether something does not fit, anywhere. */
export function differs({ streams, totals }: Reconciliation): boolean {
  return totals.equal === false || streams.some(({ equal }) => equal === false);
}

/** A count that was asked for and not given leaves the whole unknown; one that contradicts makes it wrong. */
function combine(
  { sides, comparison, isFinal, tap, target }: GatheredStream,
  answers: { readonly source: SourceAnswer | null; readonly rows: TargetAnswer | null },
): ReconciledStream {
  const source = isFinal ? answers.source : cautious(answers.source);
  const rows = isFinal ? answers.rows : cautious(answers.rows);
  const differences = [
    ...comparison.differences,
    ...rowsDifference("source_rows", source?.verdict ?? null),
    ...rowsDifference("target_rows", rows?.verdict ?? null),
  ];
  const open = [
    // What the source has by now proves nothing unless it is the same number.
    ...(source === null || source.verdict.kind === "equal" ? [] : [source.verdict]),
    ...(rows?.verdict.kind === "unknown" ? [rows.verdict] : []),
  ].filter(({ kind }) => kind !== "different");
  const unknown = [...comparison.unknown, ...open.map(({ says }) => says)];
  const equal = differences.length > 0 ? false : unknown.length > 0 ? null : comparison.equal;
  return {
    ...{ sides, tap, target, source, rows, equal, unknown, looked: comparison.looked },
    differences: differences.map((one) => ({ ...one, segment: null })),
  };
}

async function withPlaces(
  store: Store,
  { runId }: Run,
  streams: readonly ReconciledStream[],
): Promise<ReconciledStream[]> {
  const found = new Map(streams.map(({ sides, differences }) => [sides.stream, differences]));
  const located = await locate(store, runId, found);
  return streams.map((stream) => ({ ...stream, differences: located.get(stream.sides.stream) ?? [] }));
}

async function isNewestOfJob(store: Store, { project, environment, job, runId }: Run): Promise<boolean> {
  const [newest] = await store.runs.list({ project, environment, job, limit: 1 });
  return newest === undefined || newest.runId === runId;
}

async function askSources(
  project: OpenedProject,
  { run, streams }: GatheredRun,
  effects: HealthEffects,
): Promise<ReadonlyMap<string, SourceAnswer>> {
  const answers = new Map<string, SourceAnswer>();
  const asked = streams.flatMap(({ sides: { stream, mapperSaw }, tap }) => {
    const settings = tap === null ? null : sourceCounter(project, tap);
    return settings === null || mapperSaw === null ? [] : [{ stream, mapperSaw, tap, settings }];
  });
  if (asked.length === 0) return answers;
  const journeys = new Map<string, Journey>();
  for (const [tap, ofTap] of Map.groupBy(asked, (one) => one.tap)) {
    const names = ofTap.map(({ stream }) => stream);
    for (const [name, journey] of await journeysOf(await project.store(), run, { tap, names }))
      journeys.set(name, journey);
  }
  for (const { stream, mapperSaw, settings } of asked) {
    const journey = journeys.get(stream) ?? unknownJourney;
    const answer = await askSource(settings, { entity: stream, mapperSaw, journey }, effects);
    if (answer === null) continue;
    const { kind, says } = answer.verdict;
    answers.set(stream, { ...answer, verdict: { kind, says: project.redactor.text(says) } });
  }
  return answers;
}

const unknownJourney: Journey = { began: null, ended: null, isSure: false };

/** Where each stream began, by the last good run before, and where it ended, by its own last STATE. */
async function journeysOf(
  store: Store,
  run: Run,
  { tap, names }: { readonly tap: string | null; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, Journey>> {
  const { project, environment, job, runId, startedAt } = run;
  const past = await store.quality.past({ project, environment, runId, tap, startedBefore: startedAt });
  const [before] = await store.runs.list({ project, environment, job, startedBefore: startedAt, limit: 1 });
  const began = new Map<string, Bookmark | null>(
    past.streams.map(({ stream, bookmarks }) => [stream, bookmarkOf(bookmarks)]),
  );
  const ends = await lastBookmarks(store, runId);
  return new Map(
    names.map((stream) => [
      stream,
      {
        began: began.get(stream) ?? null,
        ended: bookmarkOfText(ends.get(stream) ?? null),
        isSure: before?.status === "success" && before.complete,
      },
    ]),
  );
}

async function askTargets(
  project: OpenedProject,
  { run, streams }: GatheredRun,
  options: ReconcileOptions & { readonly isNewest: boolean },
): Promise<ReadonlyMap<string, TargetAnswer>> {
  const store = await project.store();
  const { project: name, environment, job } = run;
  const past = await store.quality.pastOfJob({ project: name, environment, job });
  const keys = new Map(past.streams.map(({ stream, schema }) => [stream, schema?.keyProperties ?? null]));
  const asked = streams.flatMap(({ sides: { stream, forwarded }, tap, target }) =>
    forwarded === null ? [] : [{ stream, forwarded, tap, target, keys: keys.get(stream) ?? null }],
  );
  return countTargets(project, asked, options);
}
