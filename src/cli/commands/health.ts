import { Command } from "commander";
import { createAlerting } from "../../app/alerting.ts";
import { healthDocument } from "../../app/health/health-document.ts";
import { type Look, lookAtHealth, type Seen } from "../../app/health/look.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { healthPaint } from "../terminal/health-paint.ts";
import { withProject } from "../with-project.ts";
import { durationOption } from "./duration-option.ts";
import { examples } from "./examples.ts";
import { addHealthDiscover } from "./health-discover.ts";
import { addHealthGraph } from "./health-graph.ts";
import { addHealthHistory } from "./health-history.ts";
import { healthSentence, watchHealth } from "./health-watch.ts";
import { wholeNumber } from "./whole-number.ts";

interface HealthOptions {
  readonly json?: boolean;
  readonly fresh?: boolean;
  readonly watch?: boolean;
  readonly every: string;
  readonly times?: string;
}

const deliverForMs = 5_000;

/** `health`: is what the pipelines depend on there, and if not, who is to blame. */
export function buildHealth(cli: Cli): Command {
  const health = new Command("health")
    .description("Whether what the pipelines depend on is there. Exit code 1 where something is unhealthy.")
    .argument("[names...]", "only these checks, and what they depend on")
    .option("--fresh", "look again at what was looked at in the last 30 s")
    .option("--watch", "look every 30 s until stopped (with --json one document a line)")
    .option("--every <DURATION>", "with --watch: how often", "30s")
    .option("--times <N>", "with --watch: stop after so many looks")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe health", "pitchpipe health warehouse --fresh --json"))
    .action((names: string[], options: HealthOptions) =>
      withProject(cli, (project) =>
        options.watch ? watch(cli, project, names, options) : once(cli, project, names, options),
      ),
    );
  addHealthDiscover(health, cli);
  addHealthGraph(health, cli);
  addHealthHistory(health, cli);
  return health;
}

function watch(
  cli: Cli,
  project: OpenedProject,
  names: readonly string[],
  { json, every, times }: HealthOptions,
): Promise<void> {
  return watchHealth(cli, {
    json: json === true,
    everyMs: durationOption("--every", every),
    now: () => project.clock.now(),
    most: times === undefined ? Number.POSITIVE_INFINITY : wholeNumber("--times", times),
    look: (signal) => lookAtHealth(project, { names, fresh: true, signal }),
    print: (look) => printLook(cli, look),
    finish: (look) => finish(cli, project, look),
  });
}

async function once(
  cli: Cli,
  project: OpenedProject,
  names: readonly string[],
  { fresh, json }: HealthOptions,
): Promise<void> {
  const look = await lookAtHealth(project, { names, fresh: fresh === true });
  if (json) printJson(cli, healthDocument(look));
  else printLook(cli, look);
  await finish(cli, project, look);
}

/** What changed is told now: nobody knows when the next tick comes. */
async function finish(cli: Cli, project: OpenedProject, { status, signals }: Look): Promise<void> {
  if (status === "unhealthy") cli.exitCode = exitCodes.findings;
  if (signals > 0) await createAlerting(project).deliver(deliverForMs);
}

function printLook(cli: Cli, { status, checks }: Look): void {
  const paint = healthPaint(colorsOf(cli));
  printTable(
    cli,
    checks,
    [
      { title: "check", value: ({ check }) => stripControl(check) },
      { title: "type", value: ({ type }) => type },
      { title: "status", value: (seen) => paint(seen.status) },
      { title: "took", align: "right", value: tookText },
      { title: "what was seen", value: sentence },
    ],
    "There is nothing to look at: no health checks in pitchpipe.yml, no taps and targets in meltano.yml.",
  );
  cli.stdout.write(`\n${paint(status)}\n`);
}

function tookText({ latencySeconds, cached }: Seen): string {
  const took = latencySeconds === null ? "-" : `${latencySeconds.toFixed(3)} s`;
  return cached ? `${took} (cached)` : took;
}

function sentence(seen: Seen): string {
  return stripControl(healthSentence(seen));
}
