import type { Command } from "commander";
import { discover, discoverDocument, discoveredYaml } from "../../app/health/discover.ts";
import { planDiscovered } from "../../app/health/write-discovered.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { printDiff } from "../terminal/diff.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `health discover`: the checks that the settings of taps and targets lead to. */
export function addHealthDiscover(health: Command, cli: Cli): void {
  health
    .command("discover")
    .description("The checks derived from the taps and targets of the jobs, as lines for pitchpipe.yml.")
    .option("--write", "put them into pitchpipe.yml, and show what changes")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe health discover", "pitchpipe health discover --write"))
    .action((options: { readonly json?: boolean; readonly write?: boolean }, command: Command) =>
      withProject(cli, async (project) => {
        const all = discover(project);
        const writing = options.write ? planDiscovered(project, all) : null;
        writing?.write();
        if (options.json ?? command.optsWithGlobals()["json"])
          return printJson(cli, {
            ...discoverDocument(all),
            written: writing !== null && writing.diff !== "",
          });
        printTable(
          cli,
          all,
          [
            { title: "plugin", value: ({ plugin }) => stripControl(plugin ?? "(the project)") },
            { title: "check", value: ({ type }) => type ?? "none" },
            { title: "why not", value: ({ reason }) => stripControl(reason ?? "") },
          ],
          "Every tap and target of the jobs has a check in pitchpipe.yml already, or there is none.",
        );
        if (writing !== null) printWritten(cli, writing.diff);
        else printLines(cli, discoveredYaml(all));
        const missing = all.flatMap((one) => one.missing);
        if (missing.length > 0) cli.stdout.write(`\nSet these first (in .env): ${missing.join(", ")}\n`);
      }),
    );
}

function printWritten(cli: Cli, diff: string): void {
  cli.stdout.write(diff === "" ? "\npitchpipe.yml: nothing to write.\n" : "\n");
  printDiff(cli, diff);
  if (diff !== "") cli.stdout.write("\npitchpipe.yml: written.\n");
}

function printLines(cli: Cli, yaml: string): void {
  if (yaml === "") return;
  cli.stdout.write(
    `\nFor pitchpipe.yml, where they are made by every tick (--write puts them there):\n\n${stripYaml(yaml)}`,
  );
}

/** Lines stay lines; what could steer a terminal goes. */
function stripYaml(yaml: string): string {
  return yaml.split("\n").map(stripControl).join("\n");
}
