import { Command } from "commander";
import { anyMoment } from "../../app/alerts/moment.ts";
import {
  type RouteNodeView,
  type RouteTest,
  routeTestDocument,
  routeTree,
  testRoutes,
} from "../../app/alerts/routes.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { formatDuration } from "../../lib/duration.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { collect, keyValues } from "./key-values.ts";

interface TestOptions {
  readonly label: readonly string[];
  readonly at?: string;
  readonly json?: boolean;
}

/** `routes show` and `routes test`: which alert goes where. */
export function buildRoutes(cli: Cli): Command {
  const routes = new Command("routes").description("Which alert goes where: show, test.");
  routes
    .command("show")
    .description("The routing tree, with what each branch takes over.")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe routes show", "pitchpipe routes show --json"))
    .action((options: { readonly json?: boolean }) =>
      withProject(cli, async (project) => show(cli, project, options.json === true)),
    );
  routes
    .command("test")
    .description("Where an alert with these labels would go. Nothing is stored, nobody is told.")
    .option("--label <KEY=VALUE>", "a label, or name, type, category, severity (default: error)", collect, [])
    .option("--at <TIME>", "at that time instead of now: 2026-01-31T23:00, or 8h from now")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe routes test --label job=daily-load --label severity=critical",
        "pitchpipe routes test --label type=data_quality --at 2026-01-31T23:00 --json",
      ),
    )
    .action((options: TestOptions) => withProject(cli, (project) => test(cli, project, options)));
  return routes;
}

function show(cli: Cli, project: OpenedProject, json: boolean): void {
  const tree = routeTree(project);
  if (json) {
    printJson(cli, { route: tree });
    return;
  }
  const channels = Object.keys(project.config.settings.channels);
  cli.stdout.write(lines(tree, 0).join(""));
  if (project.config.settings.route === undefined)
    cli.stdout.write(
      channels.length === 0
        ? "There is no route and no channel: nobody is told.\n"
        : `There is no route: every channel is told (${channels.join(", ")}).\n`,
    );
}

function lines(node: RouteNodeView, depth: number): string[] {
  const matchers =
    node.matchers.length === 0 ? (depth === 0 ? "everything" : "everything else") : node.matchers.join(", ");
  const duration = (seconds: number): string => formatDuration(seconds * 1000);
  const parts = [
    `→ ${node.channel ?? "nobody"}`,
    ...(node.min_severity === null ? [] : [`from ${node.min_severity}`]),
    `by ${node.group_by.join(", ") || "nothing"}`,
    `wait ${duration(node.group_wait_seconds)}, interval ${duration(node.group_interval_seconds)}, repeat ${duration(node.repeat_interval_seconds)}`,
    ...node.escalate.map(({ after_seconds, channel }) => `then ${channel} after ${duration(after_seconds)}`),
    ...(node.mute_time_intervals.length === 0 ? [] : [`muted in ${node.mute_time_intervals.join(", ")}`]),
    ...(node.active_time_intervals.length === 0 ? [] : [`only in ${node.active_time_intervals.join(", ")}`]),
    ...(node.continue ? ["continues"] : []),
  ];
  const indent = "  ".repeat(depth);
  return [
    stripControl(`${indent}${matchers}  ${parts.join("; ")}`)
      .replaceAll("\n", " ")
      .concat("\n"),
    ...node.routes.flatMap((branch) => lines(branch, depth + 1)),
  ];
}

async function test(cli: Cli, project: OpenedProject, { label, at, json }: TestOptions): Promise<void> {
  const now = project.clock.now();
  const zone = project.config.settings.timezone;
  const answer = await testRoutes(project, {
    labels: keyValues("--label", label),
    at: at === undefined ? now : anyMoment({ option: "--at", text: at, now, zone }),
  });
  if (json) return printJson(cli, routeTestDocument(answer));
  cli.stdout.write(textOf(answer, colorsOf(cli)));
}

function textOf(answer: RouteTest, colors: ReturnType<typeof colorsOf>): string {
  const { channels, routes, untold, suppressedBy, muted } = answer;
  const rows = [
    ...routes.map(({ channel, path }) => `${colors.green(channel)} by ${path}`),
    ...untold.map(({ channel, reason }) => `not ${channel}: ${reason}`),
    ...(channels.length === 0 ? [colors.yellow("nobody is told")] : []),
    ...muted.map(({ channel, by }) =>
      colors.yellow(`${channel} is muted then by ${by.name}; a digest follows`),
    ),
    ...(suppressedBy === null
      ? []
      : [colors.yellow(`held back by ${suppressedBy.kind} ${suppressedBy.name}`)]),
  ];
  return rows.map((row) => `${row}\n`).join("");
}
