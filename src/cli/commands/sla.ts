import { Command } from "commander";
import type { OpenedProject } from "../../app/open-project.ts";
import { type SlaNow, slaDocument, slaNow } from "../../app/sla/sla-listing.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `sla list`: what is expected of each job, and how it stands. */
export function buildSla(cli: Cli): Command {
  const sla = new Command("sla").description("What is expected of jobs, and by when: list.");
  sla
    .command("list")
    .description(
      "Every expectation with its next deadline; and schedules nobody watches. Exit code 1 where one is broken.",
    )
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe sla list", "pitchpipe sla list --json"))
    .action((options: { readonly json?: boolean }) =>
      withProject(cli, (project) => list(cli, project, options.json === true)),
    );
  return sla;
}

const broken: ReadonlySet<string> = new Set(["late", "missed", "too_long", "stale", "will_miss"]);

async function list(cli: Cli, project: OpenedProject, json: boolean): Promise<void> {
  const rows = await slaNow(project, await project.store());
  if (rows.some(({ state }) => broken.has(state))) cli.exitCode = exitCodes.findings;
  if (json) return printJson(cli, { sla: rows.map(slaDocument) });
  const colors = colorsOf(cli);
  printTable(
    cli,
    rows,
    [
      { title: "job", value: ({ job }) => stripControl(job) },
      { title: "expected", value: ({ expects }) => stripControl(expects) },
      { title: "state", value: ({ state }) => (broken.has(state) ? colors.red(said(state)) : said(state)) },
      { title: "next deadline", value: ({ nextDeadlineAt }) => timeText(nextDeadlineAt) },
      { title: "last run", value: lastText },
      { title: "why", value: ({ reason }) => stripControl(reason ?? "") },
    ],
    "Nothing is expected of any job. Add entries under sla in pitchpipe.yml.",
  );
}

function said(state: string): string {
  return state.replaceAll("_", " ");
}

function lastText({ lastRun }: SlaNow): string {
  return lastRun === null ? "never" : `${lastRun.status} ${timeText(lastRun.endedAt ?? lastRun.startedAt)}`;
}

function timeText(at: number | null): string {
  return at === null ? "-" : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
