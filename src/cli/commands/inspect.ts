import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type InspectOptions, inspectFile, inspectPipe } from "../../app/inspect/inspect-capture.ts";
import type { InspectDocument } from "../../app/inspect/inspect-document.ts";
import { type FailOn, githubReport, isFailure, junitReport } from "../../app/inspect/reports.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { createProgressBar } from "../terminal/progress-bar.ts";
import { examples } from "./examples.ts";
import { renderInspection } from "./inspect-view.ts";

interface Options {
  readonly json?: boolean;
  readonly format?: "junit" | "github";
  readonly failOn: FailOn;
}

/** `inspect FILE|-`: everything that is wrong with a captured stream. */
export function buildInspect(cli: Cli): Command {
  return new Command("inspect")
    .description("What a captured Singer stream holds, and everything that is wrong with it.")
    .argument("<file>", "a file with a tap's output, or - for a pipe")
    .option("--json", "one JSON document")
    .addOption(new Option("--format <format>", "a report for CI").choices(["junit", "github"]))
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 from here on")
        .choices(["warning", "error"])
        .default("error"),
    )
    .addHelpText(
      "after",
      examples("pitchpipe inspect capture.singer", "tap-shop | pitchpipe inspect - --json"),
    )
    .action((file: string, options: Options) => inspect(cli, file, options));
}

async function inspect(cli: Cli, file: string, options: Options): Promise<void> {
  const document = await read(cli, file);
  if (options.json) printJson(cli, document);
  else if (options.format === "junit") cli.stdout.write(junitReport(document, options.failOn));
  else if (options.format === "github") cli.stdout.write(githubReport(document));
  else cli.stdout.write(renderInspection(document, colorsOf(cli)));
  if (document.problems.some((problem) => isFailure(problem, options.failOn)))
    cli.exitCode = exitCodes.findings;
}

async function read(cli: Cli, file: string): Promise<InspectDocument> {
  const bar = cli.stderr.isTTY ? createProgressBar(cli.stderr, Date.now) : null;
  const options: InspectOptions = bar === null ? {} : { onProgress: bar.update };
  try {
    if (file === "-") return await inspectPipe(cli.stdin, options);
    return { ...inspectFile(resolve(cli.cwd, file), options), file };
  } finally {
    bar?.clear();
  }
}
