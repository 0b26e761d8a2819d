import { Command } from "commander";
import { type Ticked, tick, tickDocument } from "../../app/tick/tick.ts";
import { formatDuration } from "../../lib/duration.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { printJson } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** Deliveries of one pass get this long; what is left is the next pass's. */
const deliverForMs = 30_000;

interface TickCommand {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** `tick`: one pass of all time-driven work, for cron or a Meltano schedule. */
export function buildTick(cli: Cli): Command {
  return new Command("tick")
    .description(
      "One pass of all time-driven work: lost and adopted runs, rules, deadlines, due deliveries. Exit code 1 where a part of it failed.",
    )
    .option("--dry-run", "say what would be done; write and send nothing")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe tick", "* * * * * cd /path/to/project && npx pitchpipe tick   # a line for cron"),
    )
    .action(({ json, dryRun = false }: TickCommand) =>
      withProject(cli, async (project) => {
        const ticked = await tick(project, { deliverForMs, dryRun });
        if (ticked.failed.length > 0) cli.exitCode = exitCodes.findings;
        if (json) printJson(cli, tickDocument(ticked));
        else cli.stdout.write(describe(ticked));
      }),
    );
}

/** Counts that say what was looked at, and not that anything came of it. */
const looks: ReadonlySet<string> = new Set(["rules_evaluated", "sla_judged"]);

function describe({ did, lease, durationMs, failed, heartbeatError, dryRun }: Ticked): string {
  if (lease === "busy") return "Another process does this work just now; nothing was done here.\n";
  const done = Object.entries(did).filter(([name, count]) => count > 0 && !looks.has(name));
  const what = done.map(([name, count]) => `${name.replaceAll("_", " ")}: ${count}`).join(", ");
  const problems = [
    ...failed.map(({ step, error }) => `The step ${step} failed: ${error}`),
    ...(heartbeatError === null ? [] : [heartbeatError]),
  ];
  const said = what === "" ? "Nothing was due." : `${dryRun ? "Would be done: " : ""}${what}`;
  return [`${said} (${formatDuration(durationMs)})`, ...problems.map(stripControl)].join("\n").concat("\n");
}
