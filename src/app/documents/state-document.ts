import { nextDeadline, wordsOf } from "../../alerts/sla/index.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { shortId } from "../../lib/short-id.ts";
import { unwatchedJobs } from "../../meltano/index.ts";
import type { Alert } from "../../model/alert.ts";
import { badStatuses, type Run } from "../../model/run.ts";
import type { OpenedProject } from "../open-project.ts";
import { loadSla } from "../sla/load-sla.ts";
import { type RunRow, runRow } from "./run-document.ts";

/** The state of a project in six facts: what bare `pitchpipe` shows. */
export type StateDocument = {
  readonly last_run: RunRow | null;
  readonly open_alerts: readonly {
    readonly id: string;
    readonly type: string;
    readonly severity: string;
    readonly title: string;
  }[];
  /** Jobs with an extract-load pair that no mapping of ours watches. */
  readonly unwatched_jobs: readonly string[];
  /** `null`: no deadline is configured. */
  readonly next_sla: { readonly job: string; readonly expects: string; readonly deadline_at: string } | null;
  readonly told: readonly string[];
  readonly next_command: string;
};

/** Reads the state; writes nothing. */
export async function stateDocument(project: OpenedProject): Promise<StateDocument> {
  const store = await project.store();
  const [last] = await store.runs.list({ limit: 1 });
  const open = await store.alerts.list({
    statuses: ["pending", "active", "acknowledged", "suppressed"],
    limit: 100,
  });
  const unwatched = unwatchedJobs(project.project);
  return {
    last_run: last
      ? runRow(last, await store.blocks.ofRun(last.runId), await store.findings.count(last.runId))
      : null,
    open_alerts: open.map(({ id, type, severity, title }) => ({ id, type, severity, title })),
    unwatched_jobs: unwatched,
    next_sla: nextSla(project),
    told: Object.keys(project.config.settings.channels),
    next_command: nextCommand({ last, open, unwatched, jobs: project.project.jobs.map(({ name }) => name) }),
  };
}

/** The deadline that comes first. */
function nextSla(project: OpenedProject): StateDocument["next_sla"] {
  const now = project.clock.now();
  const [first] = loadSla(project)
    .entries.flatMap((entry) => {
      const at = nextDeadline(entry, now);
      return at === null ? [] : [{ entry, at }];
    })
    .sort((a, b) => a.at - b.at);
  if (first === undefined) return null;
  const { entry, at } = first;
  return { job: entry.job, expects: wordsOf(entry.expects), deadline_at: toTimestamp(at) };
}

/** The one command that helps most just now. */
function nextCommand(state: {
  readonly last: Run | undefined;
  readonly open: readonly Alert[];
  readonly unwatched: readonly string[];
  readonly jobs: readonly string[];
}): string {
  const [alert] = state.open;
  if (state.last && badStatuses.has(state.last.status))
    return `pitchpipe runs show ${shortId(state.last.runId)}`;
  if (alert) return `pitchpipe alerts show ${shortId(alert.id)}`;
  if (state.unwatched.length > 0) return "pitchpipe init";
  if (!state.last) return `pitchpipe run ${state.jobs[0] ?? "tap-x watch target-y"}`;
  return "pitchpipe doctor";
}
