import { Command } from "commander";
import { dockerLines, openSetup, type Setup } from "../../app/setup.ts";
import { UsageError } from "../../lib/errors.ts";
import type { Cli } from "../io.ts";
import { examples } from "./examples.ts";
import { addToProject } from "./init-add.ts";
import { removeFromProject } from "./init-remove.ts";

export interface InitOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly print?: boolean;
  readonly update?: boolean;
  readonly remove?: boolean;
  readonly purge?: boolean;
  readonly docker?: boolean;
}

/** `init`: pitchpipe into a Meltano project, and out of it again. `self` is the program that runs. */
export function buildInit(cli: Cli, self: string | undefined = process.argv[1]): Command {
  return new Command("init")
    .description("Put pitchpipe into this Meltano project, or take it out again.")
    .option("--dry-run", "show what would change, write nothing")
    .option("--yes", "ask nothing: yes to every offer")
    .option("--print", "print the lines for meltano.yml, write nothing")
    .option("--update", "renew definitions that differ from those of this pitchpipe")
    .option("--remove", "take plugins, mapping and its places in jobs out of meltano.yml")
    .option("--purge", "with --remove: delete what pitchpipe kept, and pitchpipe.yml")
    .option("--docker", "print the lines for a Dockerfile, write nothing")
    .addHelpText("after", examples("pitchpipe init --dry-run", "pitchpipe init --remove"))
    .action((options: InitOptions) => init(cli, options, self));
}

async function init(cli: Cli, options: InitOptions, self: string | undefined): Promise<void> {
  if (options.docker) {
    cli.stdout.write(dockerLines);
    return;
  }
  if (options.purge && !options.remove)
    throw new UsageError({
      code: "USAGE",
      what: "--purge only goes with --remove.",
      whatToDo: "Do: pitchpipe init --remove --purge",
    });
  const setup: Setup = openSetup(cli, self);
  if (options.print) cli.stdout.write(setup.snippet());
  else if (options.remove) await removeFromProject(cli, setup, options);
  else await addToProject(cli, setup, options);
}
