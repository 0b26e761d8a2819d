import { userInfo } from "node:os";
import { Command } from "commander";
import { batchDocument, replayDocument, rowDocument } from "../../app/documents/quarantine-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { quarantineBatches } from "../../app/quarantine/batches.ts";
import { findQuarantinedRun } from "../../app/quarantine/find-quarantined-run.ts";
import { purgeQuarantine } from "../../app/quarantine/purge.ts";
import { quarantineFolder } from "../../app/quarantine/quarantine-folder.ts";
import { quarantineFiles, type RowFilter, rowsOf } from "../../app/quarantine/read-rows.ts";
import { type Replayed, replayQuarantine } from "../../app/quarantine/replay.ts";
import { parseDuration } from "../../lib/duration.ts";
import { PitchpipeError, UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./whole-number.ts";

interface Options {
  readonly stream?: string;
  readonly check?: string;
  readonly json?: boolean;
}

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
  options: Options,
): Promise<void> {
  const filter = await filterOf(project, run, options);
  const batches = quarantineBatches(quarantineFolder(project), filter);
  if (options.json) return printJson(cli, { batches: batches.map(batchDocument) });
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
  options: Options & { readonly limit: string },
): Promise<void> {
  const limit = wholeNumber("--limit", options.limit);
  const filter = await filterOf(project, run, options);
  const rows = [];
  for (const row of rowsOf(quarantineFiles(quarantineFolder(project)), filter)) {
    if (rows.length >= limit) break;
    rows.push(project.redactor.json(rowDocument(row)));
  }
  if (options.json) return printJson(cli, { rows });
  if (rows.length === 0) cli.stdout.write("Nothing is in quarantine.\n");
  for (const row of rows as unknown as ShownRow[]) cli.stdout.write(rowText(row));
}

interface ShownRow {
  readonly run_id: string;
  readonly stream: string | null;
  readonly check: string | null;
  readonly reason: string;
  readonly line: number | null;
  readonly replayed: boolean;
  readonly original?: string;
  readonly original_base64?: string;
}

function rowText(row: ShownRow): string {
  const what = [shortId(row.run_id), row.stream ?? "-", row.check ?? "-", `line ${row.line ?? "?"}`].join(
    "  ",
  );
  const state = row.replayed ? "  (replayed)" : "";
  const text = row.original?.replace(/\n$/, "") ?? row.original_base64 ?? "(only its key was kept)";
  return [`${what}${state}`, `  ${row.reason}`, `  ${text}`]
    .map((line) => `${stripControl(line)}\n`)
    .join("");
}

async function replay(
  cli: Cli,
  project: OpenedProject,
  run: string | undefined,
  options: Options & { readonly again?: boolean },
): Promise<void> {
  const filter = await filterOf(project, run, options);
  const replayed = await replayQuarantine(project, {
    ...filter,
    again: options.again === true,
    write: (bytes) => writeOut(cli, bytes),
  });
  if (options.json) cli.stderr.write(`${JSON.stringify(replayDocument(replayed))}\n`);
  else cli.stderr.write(replayText(replayed));
}

/** Settles when the bytes are out of this process. */
async function writeOut(cli: Cli, bytes: Buffer): Promise<void> {
  try {
    if (cli.writeBytes === undefined) cli.stdout.write(bytes.toString("utf8"));
    else await cli.writeBytes(bytes);
  } catch (thrown) {
    throw new PitchpipeError({
      code: "REPLAY_BROKEN",
      what: "What reads the replay went away before all of it was taken.",
      why: "Nothing is marked as replayed: the same rows come again next time.",
      whatToDo: "See what the target says, mend that, and replay again.",
      cause: thrown,
    });
  }
}

function replayText({ replayed, held, impossible }: Replayed): string {
  const lines = [`${formatCount(replayed)} ${replayed === 1 ? "row" : "rows"} replayed.`];
  for (const [reason, count] of held) lines.push(`${formatCount(count)} held back still: ${reason}`);
  for (const [reason, count] of impossible) lines.push(`${formatCount(count)} can't be replayed: ${reason}.`);
  return lines.map((line) => `${stripControl(line)}\n`).join("");
}

interface PurgeCommand extends Options {
  readonly key?: string;
  readonly olderThan?: string;
  readonly by?: string;
  readonly note?: string;
  readonly yes?: boolean;
}

async function purge(
  cli: Cli,
  project: OpenedProject,
  run: string | undefined,
  options: PurgeCommand,
): Promise<void> {
  const { stream, check, key, olderThan } = options;
  const isNarrow = [run, stream, check, key, olderThan].some((given) => given !== undefined);
  if (!isNarrow && options.yes !== true) throw needsYes();
  const purged = await purgeQuarantine(project, {
    ...(await filterOf(project, run, options)),
    ...(key === undefined ? {} : { key }),
    ...(olderThan === undefined ? {} : { before: project.clock.now() - durationOf(olderThan) }),
    by: options.by ?? userInfo().username,
    note: options.note ?? null,
  });
  if (options.json) return printJson(cli, { purged: purged.records, files: [...purged.files] });
  const { records } = purged;
  cli.stdout.write(
    records === 0 ? "No row fits: nothing was erased.\n" : `${formatCount(records)} rows erased.\n`,
  );
}

function needsYes(): UsageError {
  return new UsageError({
    code: "USAGE",
    what: "This would erase the whole quarantine.",
    whatToDo: "Say which rows (a run, --stream, --check, --key, --older-than), or add --yes.",
  });
}

function durationOf(text: string): number {
  const duration = parseDuration(text);
  if (duration !== null) return duration;
  throw new UsageError({
    code: "USAGE",
    what: `--older-than ${text} is no duration.`,
    whatToDo: "Write it as 90s, 15m, 26h or 30d.",
  });
}

async function filterOf(
  project: OpenedProject,
  run: string | undefined,
  { stream, check }: Options,
): Promise<RowFilter> {
  return {
    ...(run === undefined ? {} : { runId: await findQuarantinedRun(project, run) }),
    ...(stream === undefined ? {} : { stream }),
    ...(check === undefined ? {} : { check }),
  };
}
