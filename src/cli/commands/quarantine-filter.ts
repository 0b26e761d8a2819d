import type { OpenedProject } from "../../app/open-project.ts";
import { findQuarantinedRun } from "../../app/quarantine/find-quarantined-run.ts";
import type { RowFilter } from "../../app/quarantine/read-rows.ts";

/** What every command about the quarantine takes. */
export interface QuarantineOptions {
  readonly stream?: string;
  readonly check?: string;
  readonly json?: boolean;
}

/** The rows that a command line means. */
export async function filterOf(
  project: OpenedProject,
  run: string | undefined,
  { stream, check }: QuarantineOptions,
): Promise<RowFilter> {
  return {
    ...(run === undefined ? {} : { runId: await findQuarantinedRun(project, run) }),
    ...(stream === undefined ? {} : { stream }),
    ...(check === undefined ? {} : { check }),
  };
}
