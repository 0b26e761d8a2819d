import { Command } from "commander";
import { explain, explanationDocument } from "../../app/alerts/explain.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { plainView } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `alerts explain`: each step from the signal to somebody's phone, and why somebody was not told. */
export function buildAlertsExplain(cli: Cli): Command {
  return new Command("explain")
    .description("Why somebody was told of it, or wasn't: every step, every try with its answer.")
    .argument("<id>", "an alert's id, its first four or more characters, or `latest`")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe alerts explain latest", "pitchpipe alerts explain a1b2c3d4 --json"),
    )
    .action((id: string, options: { readonly json?: boolean }) =>
      withProject(cli, (project) => print(cli, project, { id, json: options.json === true })),
    );
}

/** Outcomes by which somebody is not told, or not yet. */
const quiet: ReadonlySet<string> = new Set([
  "held",
  "refused",
  "not_taken",
  "nobody",
  "misconfigured",
  "rests",
  "failed",
  "dead",
  "undelivered",
  "suppressed",
  "stopped",
]);

async function print(
  cli: Cli,
  project: OpenedProject,
  { id, json }: { readonly id: string; readonly json: boolean },
): Promise<void> {
  const explanation = await explain(project, id);
  if (json) return printJson(cli, explanationDocument(explanation));
  const colors = colorsOf(cli);
  const { title, status, steps, id: whole } = plainView(explanation);
  cli.stdout.write(`${colors.bold(title.replaceAll("\n", " "))}  ${status}  ${colors.dim(shortId(whole))}\n`);
  for (const { step, outcome, reason } of steps) {
    const painted = quiet.has(outcome) ? colors.yellow(outcome.padEnd(13)) : colors.green(outcome.padEnd(13));
    cli.stdout.write(`${step.padEnd(12)} ${painted} ${reason.replaceAll("\n", " ")}\n`);
  }
}
