import { Command } from "commander";
import { createAlerting } from "../../app/alerting.ts";
import { readRunRecord, runDocument } from "../../app/documents/run-document.ts";
import { findRun } from "../../app/find-run.ts";
import { type Ingested, ingestLog } from "../../app/ingest/ingest-log.ts";
import { openLog } from "../../app/ingest/log-source.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { UsageError } from "../../lib/errors.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printError, printJson } from "../output.ts";
import { renderRunSummary } from "../terminal/run-summary.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface Options {
  readonly exitCode?: string;
  readonly job?: string;
  readonly alert?: boolean;
  readonly json?: boolean;
}

/** Deliveries of `--alert` may take this long; the rest is the next tick's. */
const deliverMs = 10_000;

/** `ingest FILE…`: Meltano run logs made elsewhere become stored runs. */
export function buildIngest(cli: Cli): Command {
  return new Command("ingest")
    .description("Take in Meltano run logs that were made elsewhere: they become runs like any other.")
    .argument("<files...>", "logs of `meltano run` in any format, also gzipped; - for a pipe")
    .option("--exit-code <N>", "what Meltano ended with, which no log holds")
    .option("--job <NAME>", "the job that was run, where the log only names tap and target")
    .option("--alert", "tell of the runs' ends as if they were new")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe ingest last-night.log",
        "kubectl logs load-7x2p | pitchpipe ingest - --exit-code 1 --json",
      ),
    )
    .action((files: string[], options: Options) =>
      withProject(cli, (project) => ingest(cli, project, files, options)),
    );
}

async function ingest(
  cli: Cli,
  project: OpenedProject,
  files: readonly string[],
  options: Options,
): Promise<void> {
  const exitCode = options.exitCode === undefined ? null : exitCodeNamed(options.exitCode);
  const alerting = options.alert ? createAlerting(project) : null;
  const runIds = new Set<string>();
  for (const file of files) {
    const ingested = await ingestOne(cli, options, () =>
      ingestLog(openLog(file, cli.cwd, cli.stdin), { project, exitCode, job: options.job ?? null, alerting }),
    );
    for (const runId of ingested) runIds.add(runId);
  }
  await alerting?.deliver(deliverMs);
  await print(cli, project, { runIds: [...runIds], asList: files.length > 1, json: options.json === true });
}

/** One bad file does not keep the others out. */
async function ingestOne(
  cli: Cli,
  { json }: Options,
  work: () => Promise<Ingested>,
): Promise<readonly string[]> {
  const fail = (error: unknown): void => {
    printError(cli, error, json === true);
    cli.exitCode = exitCodes.usage;
  };
  try {
    const { runIds, error, late } = await work();
    if (error !== null) fail(error);
    if (late > 0) cli.stderr.write(`pitchpipe: ${late} lines of runs long ended are left out.\n`);
    return runIds;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    fail(thrown);
    return [];
  }
}

interface Outcome {
  readonly runIds: readonly string[];
  readonly asList: boolean;
  readonly json: boolean;
}

async function print(cli: Cli, project: OpenedProject, { runIds, asList, json }: Outcome): Promise<void> {
  if (runIds.length === 0) return;
  const store = await project.store();
  const documents = [];
  for (const runId of runIds)
    documents.push(runDocument(await readRunRecord(store, await findRun(store, runId))));
  if (json) {
    const [only] = documents;
    return printJson(cli, asList || documents.length > 1 || only === undefined ? { runs: documents } : only);
  }
  const view = { color: cli.stdout.isTTY, colors: colorsOf(cli) };
  cli.stdout.write(documents.map((document) => renderRunSummary(document, view)).join("\n"));
}

function exitCodeNamed(text: string): number {
  const code = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (code <= 255) return code;
  throw new UsageError({
    code: "USAGE",
    what: `--exit-code ${text} is no exit code.`,
    whatToDo: "Give what the shell said of Meltano: a whole number from 0 to 255.",
  });
}
