import type { Setup } from "../../app/setup.ts";
import type { Cli } from "../io.ts";
import { createAsker, isInteractive } from "../terminal/ask.ts";
import { printDiff } from "../terminal/diff.ts";
import type { InitOptions } from "./init.ts";

/** Shows what goes, takes it out, and deletes what pitchpipe kept where that was asked for and agreed to. */
export async function removeFromProject(cli: Cli, setup: Setup, options: InitOptions): Promise<void> {
  const { after, elsewhere } = setup.planRemoval();
  const before = setup.text();
  printDiff(cli, setup.diff("meltano.yml", before, after));
  if (!options.dryRun) setup.writeRemoval();
  if (before === after) cli.stdout.write("meltano.yml: there is nothing of pitchpipe in it.\n");
  else
    cli.stdout.write(
      options.dryRun ? "\nNothing was written (--dry-run).\n" : "meltano.yml: changed as shown.\n",
    );
  for (const plugin of elsewhere)
    cli.stdout.write(`note: ${plugin} stands in another file of the project; take it out there yourself.\n`);
  if (options.purge) await purge(cli, setup, options);
}

async function purge(cli: Cli, setup: Setup, options: InitOptions): Promise<void> {
  const kept = setup.kept();
  if (kept.length === 0) {
    cli.stdout.write("There is nothing to delete.\n");
  } else if (!options.dryRun && (options.yes || (await isAgreed(cli, kept)))) {
    setup.purge();
    cli.stdout.write(kept.map((path) => `deleted ${path}\n`).join(""));
  } else {
    cli.stdout.write(kept.map((path) => `not deleted: ${path}\n`).join(""));
    if (!options.dryRun) cli.stdout.write("To delete them: pitchpipe init --remove --purge --yes\n");
  }
}

async function isAgreed(cli: Cli, kept: readonly string[]): Promise<boolean> {
  if (!isInteractive(cli)) return false;
  const asker = createAsker(cli);
  try {
    return await asker.yesNo(`Delete for good: ${kept.join(", ")}?`, false);
  } finally {
    asker.close();
  }
}
