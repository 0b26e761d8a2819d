import type { Command } from "commander";
import { historyDocument, summarize } from "../../app/health/health-document.ts";
import { healthHistory } from "../../app/health/health-history.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { healthPaint } from "../terminal/health-paint.ts";
import { withProject } from "../with-project.ts";
import { durationOption } from "./duration-option.ts";
import { examples } from "./examples.ts";

interface HistoryOptions {
  readonly since: string;
  readonly json?: boolean;
}

const shownRows = 50;

/** `health history NAME`: what was seen of a check. */
export function addHealthHistory(health: Command, cli: Cli): void {
  health
    .command("history")
    .description("What was seen of a check: uptime, latency, results.")
    .argument("<name>", "the check")
    .option("--since <DURATION>", "how far back", "7d")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe health history warehouse", "pitchpipe health history warehouse --since 30d --json"),
    )
    .action((name: string, options: HistoryOptions, command: Command) =>
      show(cli, name, { ...options, json: options.json ?? command.optsWithGlobals()["json"] === true }),
    );
}

async function show(cli: Cli, name: string, { since, json }: HistoryOptions): Promise<void> {
  const back = durationOption("--since", since);
  await withProject(cli, async (project) => {
    const from = project.clock.now() - back;
    const points = await healthHistory(project, name, from);
    if (json) return printJson(cli, historyDocument(name, from, points));
    const paint = healthPaint(colorsOf(cli));
    printTable(
      cli,
      points.slice(0, shownRows),
      [
        {
          title: "at (UTC)",
          value: ({ checkedAt }) => new Date(checkedAt).toISOString().slice(0, 19).replace("T", " "),
        },
        { title: "status", value: ({ status }) => paint(status) },
        { title: "took", align: "right", value: ({ latencySeconds }) => secondsText(latencySeconds) },
        { title: "what was seen", value: ({ message }) => stripControl(message) },
      ],
      "Nothing was seen of it in that time.",
    );
    const { uptimePercent, averageLatency, p95Latency } = summarize(points);
    const uptime = uptimePercent === null ? "unknown" : `${uptimePercent} %`;
    cli.stdout.write(
      `\nup ${uptime} of ${points.length} results, ${secondsText(averageLatency)} on average, P95 ${secondsText(p95Latency)}\n`,
    );
  });
}

function secondsText(seconds: number | null): string {
  return seconds === null ? "-" : `${seconds.toFixed(3)} s`;
}
