import { resolve } from "node:path";
import { Command } from "commander";
import { pastMoment } from "../../app/alerts/moment.ts";
import { type Backtest, backtest } from "../../app/backtest/backtest.ts";
import { backtestDocument, channelsOf, compare } from "../../app/backtest/document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { shortTime } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface BacktestOptions {
  readonly config?: string;
  readonly since: string;
  readonly json?: boolean;
}

/** `backtest`: other settings, tried on what really happened. */
export function buildBacktest(cli: Cli): Command {
  return new Command("backtest")
    .description(
      "Who would have been told under other settings, when and how often, against who was. Tells nobody.",
    )
    .option("--config <FILE>", "the settings to try (default: those that hold now)")
    .option("--since <TIME>", "from when on: 30d ago, or 2026-01-01", "30d")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe backtest --config changed.yml", "pitchpipe backtest --since 7d --json"),
    )
    .action((options: BacktestOptions) => withProject(cli, (project) => run(cli, project, options)));
}

async function run(
  cli: Cli,
  project: OpenedProject,
  { config, since, json }: BacktestOptions,
): Promise<void> {
  const zone = project.config.settings.timezone;
  const result = await backtest(project, {
    file: config === undefined ? undefined : resolve(cli.cwd, config),
    since: pastMoment({ option: "--since", text: since, now: project.clock.now(), zone }),
  });
  if (json) return printJson(cli, backtestDocument(result));
  print(cli, result);
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Rows shown to people. */
const mostRows = 30;

function print(cli: Cli, result: Backtest): void {
  const { signals, ruleLooks, since, until, keptSince, caveats } = result;
  const time = (at: number): string => shortTime(toTimestamp(at));
  cli.stdout.write(
    `${countOf(signals, "signal")} and ${countOf(ruleLooks, "look")} at the rules, from ${time(since)} to ${time(until)} (UTC).\n`,
  );
  if (keptSince === null) cli.stdout.write("No signal is kept yet: they are from now on.\n");
  else if (keptSince > since)
    cli.stdout.write(`Signals are kept since ${time(keptSince)}: what was before can't be replayed.\n`);
  for (const caveat of caveats) cli.stdout.write(`${caveat}\n`);
  cli.stdout.write("\n");
  printTable(
    cli,
    channelsOf(result),
    [
      { title: "channel", value: ({ channel }) => stripControl(channel) },
      { title: "was told", align: "right", value: ({ was }) => String(was) },
      { title: "would be told", align: "right", value: ({ would }) => String(would) },
    ],
    "Nobody was told, and nobody would have been.",
  );
  const changes = compare(result).filter(({ was, would }) => was !== would);
  if (changes.length === 0) {
    cli.stdout.write("\nNothing would have been different.\n");
    return;
  }
  cli.stdout.write("\n");
  printTable(
    cli,
    changes.slice(0, mostRows),
    [
      { title: "channel", value: ({ channel }) => stripControl(channel) },
      { title: "about", value: ({ about }) => stripControl(about).slice(0, 50) },
      { title: "kind", value: ({ kind }) => kind },
      { title: "was", align: "right", value: ({ was }) => String(was) },
      { title: "would", align: "right", value: ({ would }) => String(would) },
    ],
    "",
  );
  if (changes.length > mostRows) cli.stdout.write(`and ${changes.length - mostRows} more; see --json\n`);
}
