import type { Diagnosis } from "../../model/dossier.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run } from "../../model/run.ts";
import { causeWith, diagnoseRun } from "../../runner/diagnose-run.ts";
import type { RunEvidence } from "../../runner/evidence.ts";
import { judge, type Verdict } from "../../runner/verdict.ts";
import type { WatchedRun } from "../../runner/watch-run.ts";
import type { OpenedProject } from "../open-project.ts";
import type { AttemptStart } from "./attempt-start.ts";
import { goodRuns, readFinalBlocks } from "./run-history.ts";

export interface Assess {
  readonly project: OpenedProject;
  readonly run: Run;
  readonly start: AttemptStart;
  readonly watched: WatchedRun;
  /** Facts of this run were lost: that a mapper is not in the store says nothing then. */
  readonly factsLost: boolean;
}

/** An attempt that has ended, judged. */
export interface Assessed {
  readonly evidence: RunEvidence;
  readonly verdict: Verdict;
  /** `null` for one that is not known to be bad. */
  readonly diagnosis: Diagnosis | null;
}

/** Gathers what is known of an attempt that has ended, and judges it. */
export async function assess(input: Assess): Promise<Assessed> {
  const evidence = await gather(input);
  const judged = judge(evidence);
  const diagnosis = diagnoseRun(evidence, input.watched.reader.spoken, judged);
  return { evidence, diagnosis, verdict: { ...judged, cause: causeWith(diagnosis, judged.cause) } };
}

async function gather({ project, run, start, watched, factsLost }: Assess): Promise<RunEvidence> {
  const blocks = await readFinalBlocks(project, run, start);
  return {
    exit: watched.exit,
    stopping: watched.stopping,
    hungTarget: watched.hungTarget,
    log: watched.reader.state(),
    plan: start.plan,
    mapperBlocks: factsLost && (blocks?.length ?? 0) === 0 ? null : blocks,
    mappersAtEnd: outlivedBy(blocks ?? [], watched),
    tapRecords: watched.reader.claims.tapRecords(),
    memory: watched.memory,
    earlierRecords: start.earlier.records,
    ...(start.limitMs === null ? {} : { timeLimitSeconds: start.limitMs / 1000 }),
    usualRecords: (await goodRuns(project, run)).records,
    zeroRecords: project.config.settings.run.zero_records,
  };
}

/** Mappers that were alive when Meltano ended: it was not they that ended it. */
function outlivedBy(blocks: readonly MapperBlock[], { outlived }: WatchedRun): Set<string> {
  const lived = blocks.filter(({ process }) =>
    outlived.some(({ pid, startedAt }) => pid === process.pid && startedAt === process.startedAt),
  );
  return new Set(lived.map(({ blockId }) => blockId));
}
