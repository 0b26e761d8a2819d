import { Command } from "commander";
import type { OpenedProject } from "../../app/open-project.ts";
import { type EmittedRun, emitRun, emittedDocument } from "../../app/openlineage/emit.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface EmitOptions {
  readonly dryRun?: boolean;
  readonly transport?: string;
  readonly json?: boolean;
}

/** `lineage emit`: a run's events for OpenLineage, shown or sent again. */
export function buildLineageEmit(cli: Cli): Command {
  return new Command("emit")
    .description(
      "Send a run's events to OpenLineage again, or for the first time. Exit code 1 where one did not arrive.",
    )
    .argument("[run]", "a run's id, its first four or more characters, or `latest`", "latest")
    .option("--dry-run", "print the events, a line of JSON each; send nothing")
    .option("--transport <NAME>", "only there: a name of the settings, console, file:PATH, or an address")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe lineage emit latest --dry-run", "pitchpipe lineage emit 0199f2c1 --transport http"),
    )
    .action((run: string, options: EmitOptions) =>
      withProject(cli, (project) => emit(cli, project, run, options)),
    );
}

async function emit(
  cli: Cli,
  project: OpenedProject,
  run: string,
  {
    dryRun = false,
    transport = null,
    json = false,
  }: Omit<EmitOptions, "transport"> & { readonly transport?: string | null },
): Promise<void> {
  // The document has the events themselves.
  const print = (line: string): void => void (json || cli.stdout.write(`${line}\n`));
  const emitted = await emitRun(project, { run, dryRun, transport }, print);
  const sent = emitted.events.flatMap((one) => one.sent);
  if (sent.some(({ result }) => result.kind !== "accepted")) cli.exitCode = exitCodes.findings;
  if (json) printJson(cli, emittedDocument(emitted, dryRun));
  else if (dryRun) for (const { event } of emitted.events) cli.stdout.write(`${event.body}\n`);
  else if (transport !== "console") showSent(cli, emitted);
}

function showSent(cli: Cli, { events }: EmittedRun): void {
  const rows = events.flatMap(({ event, sent }) => sent.map((one) => ({ event, ...one })));
  printTable(
    cli,
    rows,
    [
      { title: "event", value: ({ event }) => event.type },
      { title: "at", value: ({ event }) => new Date(event.at).toISOString().slice(0, 19).replace("T", " ") },
      { title: "job", value: ({ event }) => stripControl(jobOf(event.body)) },
      { title: "to", value: ({ transport }) => stripControl(transport) },
      {
        title: "result",
        value: ({ result }) => stripControl(result.kind === "accepted" ? "accepted" : result.error),
      },
    ],
    "There is nothing to tell of this run yet.",
  );
}

function jobOf(body: string): string {
  const event = JSON.parse(body) as { readonly job: { readonly name: string } };
  return event.job.name;
}
