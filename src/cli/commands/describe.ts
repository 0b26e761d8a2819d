import { Command, Option } from "commander";
import { stringify } from "yaml";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { examples } from "./examples.ts";
import { commands } from "./index.ts";

/** `describe`: what can be invoked, in the shape of Meltano's extension specification. */
export function buildDescribe(cli: Cli): Command {
  return new Command("describe")
    .description("What can be invoked, as Meltano's extensions say it.")
    .addOption(
      new Option("--format <format>", "how to say it").choices(["text", "json", "yaml"]).default("text"),
    )
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe describe", "meltano invoke pitchpipe describe --format=json"))
    .action((options: { readonly format: string; readonly json?: boolean }) => {
      if (options.json || options.format === "json") printJson(cli, description());
      else if (options.format === "yaml") cli.stdout.write(stringify(description()));
      else for (const { name, summary } of commands) cli.stdout.write(`${name.padEnd(12)}${summary}\n`);
    });
}

function description() {
  return {
    commands: [
      {
        name: "pitchpipe",
        description: "Watches every Meltano run and every record, and tells the truth about them.",
        commands: commands.map(({ name }) => name),
        pass_through_cli: false,
      },
    ],
  };
}
