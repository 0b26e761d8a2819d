import { type InitPlan, type Setup, tickRunners } from "../../app/setup.ts";
import type { Cli } from "../io.ts";
import { type Asker, createAsker, isInteractive } from "../terminal/ask.ts";
import { printDiff } from "../terminal/diff.ts";
import type { InitOptions } from "./init.ts";

/** Asks what is to be asked, shows the change, writes it, and says what to do next. Nothing is written before the last question. */
export async function addToProject(cli: Cli, setup: Setup, options: InitOptions): Promise<void> {
  const asker = isInteractive(cli) && !options.yes && !options.dryRun ? createAsker(cli) : null;
  try {
    await offerInstallation(cli, setup, asker);
    const update = options.update === true;
    const plan = setup.plan({ update });
    const jobs = options.yes || options.dryRun || (await offerJobs(plan, asker));
    const runner = asker
      ? await asker.choice("Who shall run `pitchpipe tick`, once a minute?", tickRunners)
      : "cron";
    const starter = setup.starter();
    const after = jobs ? plan.withJobs : plan.withPlugins;
    printDiff(cli, setup.diff("meltano.yml", setup.text(), after));
    if (options.dryRun) {
      if (starter !== null) printDiff(cli, setup.diff("pitchpipe.yml", null, starter));
      cli.stdout.write("\nNothing was written (--dry-run).\n");
      return;
    }
    const isChanged = setup.text() !== after;
    setup.write({ update, jobs });
    setup.writeStarter();
    report(cli, isChanged ? "meltano.yml: changed as shown." : "meltano.yml: nothing to change.");
    report(
      cli,
      starter === null ? "pitchpipe.yml: yours stays as it is." : "pitchpipe.yml: written; look into it.",
    );
    printNotes(cli, setup, plan, jobs);
    cli.stdout.write(`\n${setup.tickAdvice(runner)}`);
    printNext(cli, setup);
  } finally {
    asker?.close();
  }
}

async function offerInstallation(cli: Cli, setup: Setup, asker: Asker | null): Promise<void> {
  const { installation } = setup.choose();
  if (installation === "local" || asker === null) return;
  if (!(await asker.yesNo("pitchpipe is not installed in this project. Install it here with npm?", true)))
    return;
  if (!(await setup.install())) cli.stderr.write("npm could not install it; going on without.\n");
}

async function offerJobs({ jobs, mapping }: InitPlan, asker: Asker | null): Promise<boolean> {
  if (jobs.length === 0 || asker === null) return false;
  return asker.yesNo(
    `Watch the records of ${jobs.join(", ")}? (\`${mapping}\` goes before each target.)`,
    true,
  );
}

function printNotes(cli: Cli, setup: Setup, plan: InitPlan, jobs: boolean): void {
  const { installation, executables } = setup.choose();
  if (installation === "missing")
    report(cli, `note: there is no ${executables.pitchpipe} yet. Do: npm i -D pitchpipe`);
  if (installation === "path" || installation === "self")
    report(
      cli,
      `note: Meltano will call ${executables.pitchpipe}. To pin it in this project: npm i -D pitchpipe, then pitchpipe init --update`,
    );
  for (const { plugin, keys } of plan.outdated)
    report(
      cli,
      `note: ${plugin} differs in ${keys.join(", ")} from what this pitchpipe writes. To renew it: pitchpipe init --update`,
    );
  for (const plugin of plan.elsewhere)
    report(cli, `note: ${plugin} stands in another file of the project and was left alone.`);
  if (!jobs && plan.jobs.length > 0) {
    report(
      cli,
      `note: not watched yet: ${plan.jobs.join(", ")}. \`pitchpipe init --yes\` would change this:`,
    );
    printDiff(cli, setup.diff("meltano.yml", plan.withPlugins, plan.withJobs));
  }
  if (plan.otherJobs.length > 0)
    report(
      cli,
      `note: put \`${plan.mapping}\` before the targets of ${plan.otherJobs.join(", ")} yourself: their tasks are in another file or written with aliases.`,
    );
}

function printNext(cli: Cli, setup: Setup): void {
  const lines = setup.nextCommands().map((line) => `  ${line}\n`);
  cli.stdout.write(`\nNext:\n${lines.join("")}`);
}

function report(cli: Cli, line: string): void {
  cli.stdout.write(`${line}\n`);
}
