import type { Finding } from "../../model/finding.ts";
import type { Store } from "../../store/index.ts";
import type { SeenJob } from "./job-scopes.ts";

/** What a check of a stream said in the job's last run. */
export interface CheckRow {
  readonly job: string;
  readonly environment: string;
  readonly stream: string;
  readonly name: string;
  readonly outcome: Finding["outcome"] | "passed";
  readonly severity: Finding["severity"] | null;
  readonly mode: Finding["mode"];
  readonly violations: number;
  readonly message: string | null;
  readonly runId: string;
}

/** Every check that had a say in each job's last run. */
export async function checkList(
  store: Store,
  jobs: readonly SeenJob[],
  stream: string | null,
): Promise<CheckRow[]> {
  const rows = (await Promise.all(jobs.map((job) => rowsOf(store, job)))).flat();
  return rows.filter((row) => stream === null || row.stream === stream);
}

async function rowsOf(store: Store, { job, environment, lastRunId: runId }: SeenJob): Promise<CheckRow[]> {
  const found = (await store.findings.ofRun(runId)).map(({ finding }): CheckRow => {
    const { stream, name, outcome, severity, mode, violations, message } = finding;
    return { job, environment, stream, name, outcome, severity, mode, violations, message, runId };
  });
  const passed = (await store.findings.passed(runId)).map(({ stream, name }): CheckRow => {
    const nothing = {
      outcome: "passed",
      severity: null,
      mode: "active",
      violations: 0,
      message: null,
    } as const;
    return { job, environment, stream, name, ...nothing, runId };
  });
  const text = (row: CheckRow): string => `${row.stream}\0${row.name}`;
  return [...found, ...passed].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
