import { Command } from "commander";
import { type Ticked, tick, tickDocument } from "../../app/tick/tick.ts";
import { formatDuration } from "../../lib/duration.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** Deliveries of one pass get this long; what is left is the next pass's. */
const deliverForMs = 30_000;

/** `tick`: one pass of all time-driven work, for cron or a Meltano schedule. */
export function buildTick(cli: Cli): Command {
  return new Command("tick")
    .description("One pass of all time-driven work: lost and adopted runs, waiting signals, due deliveries.")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe tick", "* * * * * cd /path/to/project && npx pitchpipe tick   # a line for cron"),
    )
    .action((options: { readonly json?: boolean }) =>
      withProject(cli, async (project) => {
        const ticked = await tick(project, { deliverForMs });
        if (options.json) printJson(cli, tickDocument(ticked));
        else cli.stdout.write(describe(ticked));
      }),
    );
}

function describe({ did, lease, durationMs }: Ticked): string {
  if (lease === "busy") return "Another process does this work just now; nothing was done here.\n";
  const done = Object.entries(did).filter(([, count]) => count > 0);
  const what = done.map(([name, count]) => `${name.replaceAll("_", " ")}: ${count}`).join(", ");
  return `${what || "Nothing was due."} (${formatDuration(durationMs)})\n`;
}
