import { Command } from "commander";
import { readStats, statsDocument } from "../../app/alerts/stats.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { renderStats } from "../terminal/stats-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./whole-number.ts";

interface StatsOptions {
  readonly days: string;
  readonly json?: boolean;
}

/** `alerts stats`: what came, who acted, what arrived. */
export function buildAlertsStats(cli: Cli): Command {
  return new Command("stats")
    .description("What is most frequent and when, how fast people were, what arrived.")
    .option("--days <N>", "how far back", "7")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe alerts stats", "pitchpipe alerts stats --days 30 --json"))
    .action((options: StatsOptions) => withProject(cli, (project) => stats(cli, project, options)));
}

async function stats(cli: Cli, project: OpenedProject, { days, json }: StatsOptions): Promise<void> {
  const counted = await readStats(project, wholeNumber("--days", days));
  if (json) return printJson(cli, statsDocument(counted));
  const color = cli.stdout.isTTY && !cli.env["NO_COLOR"];
  cli.stdout.write(renderStats(counted, { colors: colorsOf(cli), color }));
}
