import type { LineageEventType } from "../../model/lineage-event.ts";
import type { Run } from "../../model/run.ts";
import type { BlockAccount, RunAccount } from "./account.ts";
import { type RunEvent, runEvent } from "./event.ts";
import { facets } from "./facet.ts";
import { inputDatasets, outputDatasets } from "./facets/dataset-facets.ts";
import { type JobKind, jobFacets } from "./facets/job-facets.ts";
import { testFacet } from "./facets/quality-facets.ts";
import { errorFacet, parentFacet, surroundingFacets } from "./facets/run-facets.ts";
import type { RunName } from "./parent-run.ts";
import { isUuid, pythonInstant, staticUuid } from "./static-uuid.ts";

/** A run begins. What it will read and write is not known yet. */
export function startEvent(account: RunAccount): RunEvent {
  return eventOfRun(account, "START", account.run.startedAt);
}

/** A further attempt of a run begins. */
export function attemptEvent(account: RunAccount, at: number): RunEvent {
  return eventOfRun(account, "RUNNING", at);
}

/**
 * The end of a run: of one block with all that is known of it; of several the blocks that began, each with its beginning and
 * end, and then the run itself. Nothing while the run goes on, or nobody knows how it ended.
 */
export function endEvents(account: RunAccount): RunEvent[] {
  const type = endOf(account.run);
  if (type === null) return [];
  const at = account.run.endedAt ?? account.run.heartbeatAt ?? account.run.startedAt;
  const [only, ...more] = account.blocks;
  const blocks = more.length === 0 ? [] : account.blocks.flatMap((_, index) => eventsOfBlock(account, index));
  return [...blocks, eventOfRun(account, type, at, more.length === 0 ? only : undefined)];
}

/** How a run's end is called; `null` where it goes on, or never began, or nobody knows. */
export function endOf({ status }: Pick<Run, "status">): "COMPLETE" | "FAIL" | "ABORT" | null {
  if (status === "success") return "COMPLETE";
  if (status === "failed" || status === "timed_out" || status === "not_started") return "FAIL";
  return status === "terminated" || status === "lost" ? "ABORT" : null;
}

/** A run's id for OpenLineage: its own, where it is a UUID. */
export function subjectOf({ runId, startedAt }: Pick<Run, "runId" | "startedAt">): string {
  return isUuid(runId) ? runId.toLowerCase() : staticUuid(startedAt, pythonInstant(startedAt), runId);
}

/** The id of a block of a run of several. */
export function subjectOfBlock(
  { runId, startedAt }: Pick<Run, "runId" | "startedAt">,
  index: number,
): string {
  return staticUuid(startedAt, pythonInstant(startedAt), `${runId}/${index}`);
}

/** A run of one block is called after it: `daily-load.tap-x-to-target-y`, or where no job is named only `tap-x-to-target-y`. */
export function jobName({ job }: Pick<Run, "job">, blocks: readonly BlockAccount[]): string {
  const [only, ...more] = blocks;
  return only === undefined || more.length > 0 ? job : blockName(job, only);
}

function blockName(job: string, { label }: BlockAccount): string {
  return job === label ? label : `${job}.${label}`;
}

function nameOf({ run, surroundings, blocks }: RunAccount): RunName {
  return { namespace: surroundings.namespace, name: jobName(run, blocks), runId: subjectOf(run) };
}

function eventOfRun(account: RunAccount, type: LineageEventType, at: number, block?: BlockAccount): RunEvent {
  const { run, surroundings, dossier, blocks } = account;
  const { namespace, name, runId } = nameOf(account);
  const kind: JobKind = blocks.length > 1 ? "JOB" : "TASK";
  const streams = block?.streams ?? [];
  const failed = type === "FAIL" || type === "ABORT";
  const own = facets({ errorMessage: failed ? errorFacet(run, dossier) : null, test: testFacet(streams) });
  return runEvent({
    ...{ type, at },
    run: { runId, facets: { ...surroundingFacets(run, surroundings), ...own } },
    job: { namespace, name, facets: jobFacets(kind, run, surroundings) },
    inputs: inputDatasets(streams),
    outputs: outputDatasets(streams),
  });
}

function eventsOfBlock(account: RunAccount, index: number): RunEvent[] {
  const block = account.blocks[index];
  if (block === undefined || block.startedAt === null) return [];
  const { run, surroundings, dossier } = account;
  const parent = nameOf(account);
  const { parent: _, ...inherited } = surroundingFacets(run, surroundings);
  const runFacets = {
    ...inherited,
    parent: parentFacet(parent, surroundings.parent === null ? parent : surroundings.parent.root),
  };
  const head = {
    run: { runId: subjectOfBlock(run, index), facets: runFacets },
    job: {
      namespace: surroundings.namespace,
      name: blockName(run.job, block),
      facets: jobFacets("TASK", run, surroundings),
    },
  };
  const start = runEvent({ ...head, type: "START", at: block.startedAt });
  if (block.end === null) return [start];
  const { type, at } = block.end;
  const error = type === "COMPLETE" ? null : errorFacet(run, dossier);
  const own = facets({ errorMessage: error, test: testFacet(block.streams) });
  return [
    start,
    runEvent({
      ...{ ...head, type, at },
      run: { ...head.run, facets: { ...runFacets, ...own } },
      inputs: inputDatasets(block.streams),
      outputs: outputDatasets(block.streams),
    }),
  ];
}
