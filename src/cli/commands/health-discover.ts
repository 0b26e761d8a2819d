import type { Command } from "commander";
import { discover, discoverDocument, discoveredYaml } from "../../app/health/discover.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `health discover`: the checks that the settings of taps and targets lead to. */
export function addHealthDiscover(health: Command, cli: Cli): void {
  health
    .command("discover")
    .description("The checks derived from the taps and targets of the jobs, as lines for pitchpipe.yml.")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe health discover", "pitchpipe health discover --json"))
    .action((options: { readonly json?: boolean }, command: Command) =>
      withProject(cli, async (project) => {
        const all = discover(project);
        if (options.json ?? command.optsWithGlobals()["json"]) return printJson(cli, discoverDocument(all));
        printTable(
          cli,
          all,
          [
            { title: "plugin", value: ({ plugin }) => stripControl(plugin) },
            { title: "check", value: ({ type }) => type ?? "none" },
            { title: "why not", value: ({ reason }) => stripControl(reason ?? "") },
          ],
          "Every tap and target of the jobs has a check in pitchpipe.yml already, or there is none.",
        );
        const yaml = discoveredYaml(all);
        if (yaml !== "")
          cli.stdout.write(`\nFor pitchpipe.yml, where they are made by every tick:\n\n${stripYaml(yaml)}`);
        const missing = all.flatMap((one) => one.missing);
        if (missing.length > 0) cli.stdout.write(`\nSet these first (in .env): ${missing.join(", ")}\n`);
      }),
    );
}

/** Lines stay lines; what could steer a terminal goes. */
function stripYaml(yaml: string): string {
  return yaml.split("\n").map(stripControl).join("\n");
}
