import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import type { LogTime } from "./log-time.ts";
import type { LoggedRun } from "./logged-run.ts";

/** Clocks of one host, and what Meltano logs before it starts a plugin. */
const slackMs = 5_000;

/**
 * The run of the store that a log is about: by its id, else one that a mapper opened without knowing Meltano's id: of the
 * same project, environment and tap, the first that began within the time of the log. `null` where there is none.
 */
export async function findKnownRun(
  store: Store,
  logged: LoggedRun,
  { runId, project, time }: { readonly runId: string; readonly project: string; readonly time: LogTime },
): Promise<Run | null> {
  const byId = await store.runs.get(runId);
  if (byId !== null) return byId;
  const [first, last] = [time(logged.firstAt), time(logged.lastAt)];
  if (first === null || last === null) return null;
  const { taps, environment } = placeOf(logged);
  const window = { project, startedAfter: first - slackMs, startedBefore: last + slackMs };
  for (const run of (await store.runs.list(window)).reverse()) {
    if (run.source !== "mapper" || (environment !== null && run.environment !== environment)) continue;
    const blocks = await store.blocks.ofRun(run.runId);
    if (blocks.some(({ tap }) => tap !== null && taps.has(tap))) return run;
  }
  return null;
}

function placeOf({ plan, environment }: LoggedRun): { taps: Set<string>; environment: string | null } {
  const { blocks } = plan.plan(new Set());
  return {
    taps: new Set(blocks.flatMap((block) => (block.kind === "extract_load" ? [block.tap] : []))),
    environment: plan.environment ?? environment,
  };
}
