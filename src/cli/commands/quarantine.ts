import { Command } from "commander";
import {
  batchDocument,
  damagedDocument,
  type RowDocument,
  rowDocument,
} from "../../app/documents/quarantine-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { quarantineBatches } from "../../app/quarantine/batches.ts";
import { DamageCount } from "../../app/quarantine/damaged-lines.ts";
import { quarantineFolder } from "../../app/quarantine/quarantine-folder.ts";
import { quarantineFiles, rowsOf } from "../../app/quarantine/read-rows.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { sayDamage } from "./quarantine-damage.ts";
import { filterOf, type QuarantineOptions } from "./quarantine-filter.ts";
import { purge } from "./quarantine-purge.ts";
import { replay } from "./quarantine-replay.ts";
import { wholeNumber } from "./whole-number.ts";

const runArgument = [
  "[run]",
  "a run's id, its first four or more characters, or `latest`; else all",
] as const;

/** `quarantine list|show|replay|purge`: rows that were held back, and their way back. */
export function buildQuarantine(cli: Cli): Command {
  const quarantine = new Command("quarantine").description(
    "Rows that were held back: list, show, replay, purge.",
  );
  const sub = (name: string, description: string, ...shown: [string, string]): Command =>
    quarantine
      .command(name)
      .description(description)
      .argument(...runArgument)
      .option("--stream <STREAM>", "only rows of this stream")
      .option("--check <NAME>", "only rows that this check held back")
      .option("--json", "one JSON document")
      .addHelpText("after", examples(...shown));
  sub(
    "list",
    "What lies in quarantine, by run, stream and check, the newest first.",
    "pitchpipe quarantine list",
    "pitchpipe quarantine list latest --json",
  ).action((run, options) => withProject(cli, (project) => list(cli, project, run, options)));
  sub(
    "show",
    "The rows themselves: why each was held back, and how it came.",
    "pitchpipe quarantine show latest",
    "pitchpipe quarantine show 0199f2c1 --stream orders --limit 5",
  )
    .option("--limit <N>", "how many at most", "20")
    .action((run, options) => withProject(cli, (project) => show(cli, project, run, options)));
  sub(
    "replay",
    "Emits the rows that pass the checks now as a Singer stream, for a target; --json puts the counts on stderr.",
    "pitchpipe quarantine replay | target-jsonl --config target.json",
    "pitchpipe quarantine replay latest --stream orders > rows.singer",
  )
    .option("--again", "also rows that were replayed before")
    .action((run, options) => withProject(cli, (project) => replay(cli, project, run, options)));
  sub(
    "purge",
    "Erases rows for good. That and by whom stays on record, the values do not.",
    "pitchpipe quarantine purge --stream customers --key 4711",
    "pitchpipe quarantine purge --older-than 30d",
  )
    .option("--key <KEY>", "only rows with this key: its value, a=1,b=2, or JSON")
    .option("--older-than <DURATION>", "only rows that came longer ago, such as 30d")
    .option("--by <NAME>", "who erases them (default: you)")
    .option("--note <TEXT>", "why")
    .option("--yes", "all rows, where nothing narrows it down")
    .action((run, options) => withProject(cli, (project) => purge(cli, project, run, options)));
  return quarantine;
}

async function list(
  cli: Cli,
  project: OpenedProject,
  run: string | undefined,
  options: QuarantineOptions,
): Promise<void> {
  const filter = await filterOf(project, run, options);
  const damage = new DamageCount();
  const batches = quarantineBatches(quarantineFolder(project), filter, damage.note);
  const damaged = damage.all();
  if (options.json)
    return printJson(cli, { batches: batches.map(batchDocument), damaged: damaged.map(damagedDocument) });
  sayDamage(cli, damaged);
  printTable(
    cli,
    batches,
    [
      { title: "run", value: (row) => shortId(row.runId) },
      { title: "stream", value: (row) => stripControl(row.stream ?? "-") },
      { title: "check", value: (row) => stripControl(row.check ?? "-") },
      { title: "records", align: "right", value: (row) => formatCount(row.records) },
      { title: "replayed", align: "right", value: (row) => formatCount(row.replayed) },
      { title: "last", value: (row) => (row.lastAt ?? "-").slice(0, 19).replace("T", " ") },
      { title: "file", value: (row) => stripControl(row.file) },
    ],
    "Nothing is in quarantine.",
  );
}

async function show(
  cli: Cli,
  project: OpenedProject,
  run: string | undefined,
  options: QuarantineOptions & { readonly limit: string },
): Promise<void> {
  const limit = wholeNumber("--limit", options.limit);
  const filter = await filterOf(project, run, options);
  const rows: RowDocument[] = [];
  const damage = new DamageCount();
  for (const row of rowsOf(quarantineFiles(quarantineFolder(project)), filter, damage.note)) {
    if (rows.length >= limit) break;
    rows.push(project.redactor.json(rowDocument(row)) as RowDocument);
  }
  const damaged = damage.all();
  if (options.json) return printJson(cli, { rows, damaged: damaged.map(damagedDocument) });
  sayDamage(cli, damaged);
  if (rows.length === 0) cli.stdout.write("Nothing is in quarantine.\n");
  for (const row of rows) cli.stdout.write(rowText(row));
}

function rowText(row: RowDocument): string {
  const what = [shortId(row.run_id), row.stream ?? "-", row.check ?? "-", `line ${row.line ?? "?"}`].join(
    "  ",
  );
  const state = row.replayed ? "  (replayed)" : "";
  const text = row.original?.replace(/\n$/, "") ?? row.original_base64 ?? "(only its key was kept)";
  return [`${what}${state}`, `  ${row.reason}`, `  ${text}`]
    .map((line) => `${stripControl(line)}\n`)
    .join("");
}
