import { Command } from "commander";
import { pastMoment } from "../../app/alerts/moment.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { errorDocument } from "../../app/runs/group-errors.ts";
import { readErrors } from "../../app/runs/read-errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface Options {
  readonly since: string;
  readonly job?: string;
  readonly json?: boolean;
}

/** `runs errors`: why runs failed, grouped by cause, the most frequent first. */
export function buildRunsErrors(cli: Cli): Command {
  return new Command("errors")
    .description("Why runs failed: causes with count, first, last, jobs and trend.")
    .option("--since <TIME>", "only runs started since then: 30d ago, or 2026-01-31T08:00", "30d")
    .option("--job <JOB>", "only runs of this job")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe runs errors --since 7d", "pitchpipe runs errors --job daily-load --json"),
    )
    .action((options: Options) => withProject(cli, (project) => errors(cli, project, options)));
}

async function errors(cli: Cli, project: OpenedProject, { since, job, json }: Options): Promise<void> {
  const now = project.clock.now();
  const zone = project.config.settings.timezone;
  const groups = await readErrors(await project.store(), {
    since: pastMoment({ option: "--since", text: since, now, zone }),
    now,
    job: job ?? null,
  });
  if (json) return printJson(cli, { errors: groups.map(errorDocument) });
  printTable(
    cli,
    groups,
    [
      { title: "count", align: "right", value: ({ count }) => String(count) },
      { title: "kind", value: ({ category }) => category },
      { title: "cause", value: ({ cause }) => stripControl(cause).slice(0, 80) },
      { title: "trend", value: ({ trend }) => trend ?? "" },
      { title: "first (UTC)", value: ({ firstAt }) => shown(firstAt) },
      { title: "last (UTC)", value: ({ lastAt }) => shown(lastAt) },
      { title: "jobs", value: ({ jobs }) => stripControl(jobs.join(", ")) },
    ],
    "No run failed in that time, as far as is known.",
  );
}

function shown(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
