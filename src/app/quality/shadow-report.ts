import type { Finding } from "../../model/finding.ts";
import type { Store } from "../../store/index.ts";
import type { SeenJob } from "./job-scopes.ts";

/** What a check in shadow would have done over the runs looked at. */
export interface ShadowRow {
  readonly job: string;
  readonly stream: string;
  readonly name: string;
  readonly check: string;
  /** Runs that were looked at. */
  readonly runs: number;
  /** Runs in which it found something. */
  readonly runsViolated: number;
  readonly runsWarned: number;
  readonly runsFailed: number;
  readonly violations: number;
  /** Rows that would have been quarantined, dropped or masked. */
  readonly action: Finding["action"];
  readonly lastRunId: string;
  readonly message: string;
}

/** Looks through the stored findings of the newest runs of each job. */
export async function shadowReport(
  store: Store,
  jobs: readonly SeenJob[],
  runsBack: number,
): Promise<ShadowRow[]> {
  return (await Promise.all(jobs.map((job) => shadowsOf(store, job, runsBack)))).flat();
}

async function shadowsOf(
  store: Store,
  { project, environment, job }: SeenJob,
  runsBack: number,
): Promise<ShadowRow[]> {
  const runs = await store.runs.list({ project, environment, job, limit: runsBack });
  const seen: { readonly runId: string; readonly finding: Finding }[] = [];
  for (const { runId } of runs)
    for (const { finding } of await store.findings.ofRun(runId))
      if (finding.mode === "shadow" && finding.outcome === "violated") seen.push({ runId, finding });
  const byCheck = Map.groupBy(seen, ({ finding }) => JSON.stringify([finding.stream, finding.name]));
  return [...byCheck.values()].map((found) => rowOf(job, runs.length, found));
}

function rowOf(
  job: string,
  runs: number,
  found: readonly { readonly runId: string; readonly finding: Finding }[],
): ShadowRow {
  const [newest] = found;
  if (newest === undefined) throw new RangeError("A group is never empty.");
  const { stream, name, check, action, message } = newest.finding;
  const runsWith = (level?: Finding["level"]): number =>
    new Set(
      found.filter(({ finding }) => level === undefined || finding.level === level).map(({ runId }) => runId),
    ).size;
  return {
    ...{ job, stream, name, check, action, message, runs },
    runsViolated: runsWith(),
    runsWarned: runsWith("warn"),
    runsFailed: runsWith("fail"),
    violations: found.reduce((sum, { finding }) => sum + finding.violations, 0),
    lastRunId: newest.runId,
  };
}
