import type { MapperBlock } from "../../model/mapper-block.ts";
import { loadSla } from "../sla/load-sla.ts";
import { goodRuns } from "./run-history.ts";
import { paceWords, type Usual, usualOf } from "./usual-pace.ts";
import type { Watching } from "./watching.ts";

/** Says where a run stands by what is usual, from what its mappers counted up to now; `null` where there is nothing to say. */
export type Pace = (blocks: readonly MapperBlock[]) => Promise<string | null>;

/** The past is read once: it does not change while the run goes on. */
export function paceOf({
  project,
  run,
  phase,
}: Pick<Watching, "run" | "phase"> & {
  readonly project: Pick<Watching["project"], "store" | "config" | "clock" | "project">;
}): Pace {
  let usual: Promise<Usual | null> | null = null;
  const read = async (): Promise<Usual | null> => {
    const { timezone } = project.config.settings;
    const zone = timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return usualOf(run, await goodRuns(project, run), { entries: loadSla(project).entries, zone });
  };
  return async (blocks) => {
    usual ??= read();
    const known = await usual;
    if (known === null) return null;
    const records = blocks.length === 0 ? null : blocks.reduce((sum, block) => sum + block.records, 0);
    return paceWords(known, { now: project.clock.now(), records, again: phase.attempt > 1 });
  };
}
