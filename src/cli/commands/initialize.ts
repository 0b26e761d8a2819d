import { Command } from "commander";
import type { Cli } from "../io.ts";
import { examples } from "./examples.ts";

/** `initialize`: Meltano's extensions have it; there is nothing to prepare, the store makes itself at its first use. */
export function buildInitialize(cli: Cli): Command {
  return new Command("initialize")
    .description(
      "Nothing to prepare: Meltano's extensions have this command. To put pitchpipe into a project: init.",
    )
    .option("--force", "taken and without effect")
    .addHelpText("after", examples("meltano invoke pitchpipe initialize", "pitchpipe init --dry-run"))
    .action(() => {
      cli.stdout.write("Nothing to prepare: the store makes itself at its first use.\n");
    });
}
