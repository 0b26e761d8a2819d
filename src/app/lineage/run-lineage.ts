import { type TracedBlock, traceStream } from "../../audit/lineage/index.ts";
import type { Fact } from "../../model/fact.ts";
import type { CountedFlow, LineageBlock } from "../../model/lineage.ts";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { type PlannedBlock, plannedBlocks } from "./planned-blocks.ts";
import { type CountedStream, seenByBlock } from "./seen-streams.ts";
import { tracedBlock } from "./traced-block.ts";

export { placesOf } from "./seen-streams.ts";

type Project = Pick<OpenedProject, "project" | "config" | "env" | "clock">;

/**
 * What a run read and wrote, as a fact: by the settings of its plugins as they are now, what its mappers saw, and where none
 * stood, what the logs counted. A run whose blocks nobody knows has none, which is a fact too.
 */
export async function lineageFact(project: Project, store: Store, run: Run): Promise<Fact> {
  const { runId, environment, job, startedAt } = run;
  const planned = plannedBlocks(project.project, run, await store.blocks.ofRun(runId));
  const seen = seenByBlock(planned, {
    mappers: await store.blocks.ofRun(runId),
    sights: await store.lineage.sights(runId),
    claims: await store.runs.claims(runId),
  });
  const blocks = planned.map((block, number) =>
    lineageBlock(project, { block, number, environment }, seen[number] ?? []),
  );
  return {
    kind: "lineage",
    runId,
    seenAt: project.clock.now(),
    // A run without blocks is remembered as one, so that nobody looks at it again.
    lineage: {
      project: run.project,
      environment,
      job,
      at: startedAt,
      blocks: blocks.length > 0 ? blocks : [nothingKnown],
    },
  };
}

const nothingKnown: LineageBlock = {
  number: 0,
  tap: "",
  target: "",
  mappings: null,
  loadMethod: null,
  flows: [],
};

interface Placed {
  readonly block: PlannedBlock;
  readonly number: number;
  readonly environment: string;
}

function lineageBlock(
  project: Project,
  { block, number, environment }: Placed,
  streams: readonly CountedStream[],
): LineageBlock {
  const traced = tracedBlock(project, block, { environment, env: project.env });
  const method = traced.target.settings?.get("load_method");
  return {
    number,
    tap: block.tap,
    target: block.target,
    mappings: block.mappings,
    loadMethod: typeof method === "string" ? method : null,
    flows: streams.flatMap((stream) => countedFlows(traced, stream)),
  };
}

function countedFlows(traced: TracedBlock, { records, forwarded, ...seen }: CountedStream): CountedFlow[] {
  return traceStream(traced, seen).map((flow) => ({
    ...flow,
    records,
    forwarded: flow.target === null ? 0 : forwarded,
  }));
}
