import { Command } from "commander";
import { findRun } from "../../app/find-run.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { compareRuns } from "../../app/runs/compare-runs.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `runs diff`: what is not the same in two runs. */
export function buildRunsDiff(cli: Cli): Command {
  return new Command("diff")
    .description("What differs between two runs: outcome, schemas, records, versions, settings.")
    .argument("<before>", "a run's id, its first four or more characters, or `latest`")
    .argument("<after>", "the run to compare it with")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe runs diff 0199f2c1 latest", "pitchpipe runs diff 0199f2c1 0199f3d2 --json"),
    )
    .action((before: string, after: string, options) =>
      withProject(cli, (project) => diff(cli, project, { before, after, json: options.json === true })),
    );
}

async function diff(
  cli: Cli,
  project: OpenedProject,
  { before, after, json }: { readonly before: string; readonly after: string; readonly json: boolean },
): Promise<void> {
  const store = await project.store();
  const [one, other] = [await findRun(store, before), await findRun(store, after)];
  const changes = await compareRuns(store, one, other);
  if (json)
    return printJson(cli, {
      before: one.runId,
      after: other.runId,
      changes: changes.map((change) => ({ ...change })),
    });
  printTable(
    cli,
    changes,
    [
      { title: "what", value: ({ what }) => stripControl(what) },
      { title: "before", value: (change) => stripControl(change.before ?? "-") },
      { title: "after", value: (change) => stripControl(change.after ?? "-") },
    ],
    "Nothing that is known differs.",
  );
}
