import type { Project } from "./make-project.ts";

/** What the tests read of a run's document. */
export interface RunDocument {
  readonly run_id: string;
  readonly job: string;
  readonly environment: string;
  readonly status: string;
  readonly exit_code: number | null;
  readonly complete: boolean;
  readonly plugins: readonly {
    readonly name: string;
    readonly role: string;
    readonly exit_code: number | null;
  }[];
  readonly streams: readonly {
    readonly stream: string;
    readonly records: number | null;
    readonly forwarded: number | null;
    readonly tap_said: number | null;
    readonly target_said: number | null;
  }[];
  readonly bottleneck: { readonly side: string };
  readonly alerts: readonly { readonly type: string; readonly severity: string; readonly status: string }[];
}

/** The document of a run, the newest one without an id. */
export async function showRun(project: Project, id = "latest"): Promise<RunDocument> {
  return (await project.json(["runs", "show", id])) as RunDocument;
}

/** A row of `runs list`. */
export interface RunRow {
  readonly run_id: string;
  readonly status: string;
  readonly cause: string | null;
  readonly exit_code: number | null;
}

export async function listRuns(project: Project): Promise<readonly RunRow[]> {
  return ((await project.json(["runs", "list"])) as { runs: RunRow[] }).runs;
}

/** A `pitchpipe.yml` that tells of everything through the webhook at `url`, and through a log file. */
export function tellEverything(url: string): string {
  return `version: 1
channels:
  hook: {type: webhook, url: "${url}"}
  log: {type: log, path: logs/alerts.jsonl, format: json}
route:
  channel: log
  routes:
    - {matchers: ['project=~".*"'], channel: log, continue: true}
    - {matchers: ['project=~".*"'], channel: hook}
run:
  notify: {start: info, success: info, failure: error}
`;
}
