import { Command } from "commander";
import { type StateDocument, stateDocument } from "../../app/documents/state-document.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { formatCount, formatSeconds, paintStatus } from "../terminal/run-summary.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** Bare `pitchpipe`: the state in six lines. */
export function buildState(cli: Cli): Command {
  return new Command("state")
    .description("The state in six lines; what bare `pitchpipe` prints.")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe", "pitchpipe state --json"))
    .action((options: { readonly json?: boolean }) =>
      withProject(cli, async (project) => {
        const state = await stateDocument(project);
        if (options.json) printJson(cli, state);
        else cli.stdout.write(renderState(cli, state));
      }),
    );
}

function renderState(cli: Cli, state: StateDocument): string {
  const lines: readonly (readonly [string, string])[] = [
    ["last run", lastRun(cli, state)],
    ["open alerts", openAlerts(state)],
    ["unwatched jobs", state.unwatched_jobs.map(stripControl).join(", ") || "none"],
    ["next SLA", nextSla(state)],
    ["who is told", state.told.join(", ") || "nobody: no channel is configured"],
    ["next command", state.next_command],
  ];
  const colors = colorsOf(cli);
  return lines.map(([title, text]) => `${colors.dim(title.padEnd(14))}  ${text}\n`).join("");
}

function lastRun(cli: Cli, { last_run: last }: StateDocument): string {
  if (last === null) return "none seen yet";
  const took = formatSeconds(last.duration_seconds);
  const records = formatCount(last.records);
  const started = last.started_at.slice(0, 19).replace("T", " ");
  return `${stripControl(last.job)} ${paintStatus(last.status, colorsOf(cli))}, ${started} UTC, ${took}, ${records} records`;
}

function nextSla({ next_sla: next }: StateDocument): string {
  if (next === null) return "none configured";
  return `${stripControl(next.job)}, ${stripControl(next.expects)}: ${next.deadline_at.slice(0, 16).replace("T", " ")} UTC`;
}

function openAlerts({ open_alerts: open }: StateDocument): string {
  const [first] = open;
  return first === undefined
    ? "none"
    : `${open.length}: ${stripControl(first.title)}${open.length > 1 ? ", …" : ""}`;
}
