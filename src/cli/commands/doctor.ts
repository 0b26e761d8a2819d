import { Command, Option } from "commander";
import { examineProject, type Finding, isFailure } from "../../app/setup-facts.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { examples } from "./examples.ts";

interface DoctorOptions {
  readonly json?: boolean;
  readonly failOn: "warning" | "error";
}

/** `doctor`: what is right and wrong with the set-up, a line each, with what to do about it. */
export function buildDoctor(cli: Cli): Command {
  return new Command("doctor")
    .description("Say what is right and wrong with the set-up, and how to repair it.")
    .option("--json", "one JSON document")
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 from here on")
        .choices(["warning", "error"])
        .default("error"),
    )
    .addHelpText("after", examples("pitchpipe doctor", "pitchpipe doctor --json --fail-on warning"))
    .action((options: DoctorOptions) => doctor(cli, options));
}

async function doctor(cli: Cli, { json, failOn }: DoctorOptions): Promise<void> {
  const findings = await examineProject(cli);
  if (json)
    printJson(cli, {
      checks: findings.map(({ name, status, message, fix }) => ({ name, status, message, fix })),
    });
  else for (const finding of findings) cli.stdout.write(`${lineOf(cli, finding)}\n`);
  if (isFailure(findings, failOn)) cli.exitCode = exitCodes.findings;
}

function lineOf(cli: Cli, { name, status, message, fix }: Finding): string {
  const colors = colorsOf(cli);
  const paint = { ok: colors.green, warning: colors.yellow, problem: colors.red, unknown: colors.cyan }[
    status
  ];
  const rest = stripControl(`${name.padEnd(11)}  ${message}${fix === null ? "" : ` ${fix}`}`);
  return `${paint(status.padEnd(7))}  ${rest.replaceAll("\n", " ")}`;
}
